package dev.parley.adapters.vector.words;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The words of texts and questions as every index compares them: cut as Unicode Annex 29 says
 * (Chinese and Japanese into pairs of characters), lower case, without accents and English endings.
 *
 * <p>Endings are taken off by Porter's algorithm (1980): of those that Lucene brings it ranks best
 * on the Cranfield and CISI collections. To other languages it does little, and the same to text
 * and question.
 */
public final class PassageWords {
  public static final Analyzer ANALYZER = new WordAnalyzer();

  /** A question has far fewer; a pasted text of more is searched by those it begins with. */
  private static final int MAX_TERMS = 256;

  /** More is not even looked at. */
  private static final int MAX_LENGTH = 16_384;

  /** As the analyzer leaves them. */
  private static final Set<String> STOP_WORDS =
      EnglishAnalyzer.ENGLISH_STOP_WORDS_SET.stream()
          .flatMap(word -> analyzed(new String((char[]) word)).stream())
          .collect(Collectors.toUnmodifiableSet());

  private PassageWords() {}

  private static final class WordAnalyzer extends Analyzer {
    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer words = new StandardTokenizer();
      TokenStream terms = new CJKWidthFilter(words);
      terms = new EnglishPossessiveFilter(terms);
      terms = new LowerCaseFilter(terms);
      terms = new CJKBigramFilter(terms);
      terms = new ASCIIFoldingFilter(terms);
      terms = new PorterStemFilter(terms);
      return new TokenStreamComponents(words, terms);
    }
  }

  /** Letters with accents as single characters, so that one way of writing finds the other. */
  public static String normalized(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /**
   * The distinct terms of a question in order, and how often it has each. Stop words only count
   * where there is nothing else: they are in the index, so "The Who" can be found.
   */
  public static Map<String, Integer> of(String query) {
    Map<String, Integer> terms = new LinkedHashMap<>();
    Map<String, Integer> stopWords = new HashMap<>();
    for (String term : analyzed(query.substring(0, Math.min(query.length(), MAX_LENGTH)))) {
      count(term, STOP_WORDS.contains(term) ? stopWords : terms);
    }
    return terms.isEmpty() ? stopWords : terms;
  }

  /**
   * How often a passage has each of its terms that says something: neither a stop word nor a single
   * character.
   */
  public static Map<String, Integer> telling(String passage) {
    Map<String, Integer> terms = new HashMap<>();
    for (String term : analyzed(passage.substring(0, Math.min(passage.length(), MAX_LENGTH)))) {
      if (term.codePointCount(0, term.length()) > 1 && !STOP_WORDS.contains(term)) {
        terms.merge(term, 1, Integer::sum);
      }
    }
    return terms;
  }

  /** How often a passage has each of its terms, stop words among them. */
  public static Map<String, Integer> all(String passage) {
    Map<String, Integer> terms = new HashMap<>();
    for (String term : analyzed(passage)) {
      terms.merge(term, 1, Integer::sum);
    }
    return terms;
  }

  private static List<String> analyzed(String text) {
    List<String> terms = new ArrayList<>();
    try (TokenStream stream = ANALYZER.tokenStream("text", normalized(text))) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        terms.add(term.toString());
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
    return terms;
  }

  private static void count(String term, Map<String, Integer> terms) {
    if (terms.size() < MAX_TERMS || terms.containsKey(term)) {
      terms.merge(term, 1, Integer::sum);
    }
  }
}
