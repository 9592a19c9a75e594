package dev.parley.domain.guardrail.injection;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One folded text read once, token by token and sentence by sentence. Which terms stand near each
 * other is known from the last place of each, so no token is looked at twice.
 */
// Features and terms are few and fixed: arrays by ordinal keep the loop free of boxing.
@SuppressWarnings("EnumOrdinal")
final class Reading {
  private static final int NEAR = 9;
  private static final int CLOSE = 4;
  private static final int FAR = 16;
  // Letters of unspaced scripts are tokens of their own, so the same distance holds fewer words.
  private static final int UNSPACED_STRETCH = 3;
  private static final int SHORTEST_CONTENT_WORD = 4;
  private static final int NEVER = -1_000_000;
  // Folding writes a back-tick as an apostrophe.
  private static final String FENCE = "'''";
  private static final int SHORT = 16;
  private static final int TOPIC_WORDS = 20_000;

  private final CharSequence text;
  private final boolean spaced;
  private final int[] last = new int[Term.count()];
  private final int[] seen = new int[Term.count()];
  private final boolean[] fired = new boolean[Feature.count()];
  private final Lexicon.Hit hit = new Lexicon.Hit();
  private final Set<Integer> distinct = new HashSet<>();
  private final Map<Integer, Integer> topic = new HashMap<>();
  private long work;
  private int tokens;
  private int stretch = 1;

  // The sentence that is being read.
  private int sentenceTokens;
  private boolean opened;
  private long opening;
  private boolean hasOutput;
  private boolean hasYourOutput;
  private boolean hasChange;
  private boolean hasArtefact;
  private boolean hasSnippet;
  private boolean hasAsk;
  private Set<Integer> sentenceWords = new HashSet<>();

  private boolean hasYourTarget;
  private boolean fenced;
  private int sentences;
  private int yourSnippets;
  private int questions;
  private int requests;
  private int taskRequests;
  private int artefactRequests;
  private int changeRequests;
  private int steps;
  private int addressed;
  private int answerChanges;
  private int snippetRequests;
  private boolean lastIsRequest;
  private int roleLines;
  private int markers;
  private int quotedPieces;
  private int hiddenMarkup;
  private int lastUrl = NEVER;
  private boolean imageWithData;
  private double offTopic;

  Reading(CharSequence text, boolean spaced) {
    this.text = text;
    this.spaced = spaced;
    Arrays.fill(last, NEVER);
    if (!spaced) {
      stretch = UNSPACED_STRETCH;
    }
    read();
  }

  long work() {
    return work;
  }

  private void read() {
    int i = 0;
    boolean lineStart = true;
    while (i < text.length()) {
      char c = text.charAt(i);
      work++;
      if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
        i = token(i, lineStart);
        lineStart = false;
      } else {
        mark(i, c, lineStart);
        if (c == '\'' && oneOf(i, FENCE)) {
          endSentence(false);
          fenced = !fenced;
          i += FENCE.length();
          continue;
        }
        if (c == '\n') {
          endSentence(false);
          lineStart = true;
        } else if (c == '!' || c == '?' || (c == '.' && endsSentence(i))) {
          endSentence(c == '?');
        } else if (c != ' ' && c != '#' && c != '*' && c != '[' && c != '<' && c != '-') {
          lineStart = false;
        }
        i++;
      }
    }
    endSentence(false);
  }

  private boolean endsSentence(int at) {
    if (at + 1 >= text.length()) {
      return true;
    }
    char next = text.charAt(at + 1);
    return next == ' '
        || next == '\n'
        || next == '"'
        || next == '\''
        || next == ')'
        || Script.isUnspaced(next);
  }

  private int token(int start, boolean lineStart) {
    boolean unspaced = !spaced || Script.isUnspaced(text.charAt(start));
    Lexicon lexicon = spaced ? Lexicon.words() : Lexicon.joined();
    lexicon.at(text, start, !unspaced, hit);
    work += hit.steps;
    int end = start + 1;
    if (unspaced) {
      end = Math.max(end, hit.end);
      stretch = UNSPACED_STRETCH;
    } else {
      while (end < text.length() && inWord(end)) {
        end++;
        work++;
      }
    }
    if (lineStart) {
      roleLine(start, end);
    }
    word(start, end, generic(start, hit.end) ? hit.terms & ~Term.SECRET.bit() : hit.terms);
    return end;
  }

  /** Whether this is the key to or the secret of something, which nobody keeps. */
  private boolean generic(int start, int end) {
    return Term.SECRET.in(hit.terms)
        && end > start
        && oneOf(
            end,
            " of ",
            " to ",
            " garden",
            " ingredient",
            " agent",
            " santa",
            " points",
            " policy",
            " policies",
            " manager",
            " reset",
            " hash",
            " protect",
            " secur",
            " is for")
        && oneOf(start, "secret", "the key", "key", "flag", "token", "password", "api key");
  }

  private boolean inWord(int at) {
    char c = text.charAt(at);
    if (Script.isUnspaced(c)) {
      return false;
    }
    return Character.isLetterOrDigit(c)
        || Character.isSurrogate(c)
        || (c == '\'' && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1)));
  }

  private void word(int start, int end, long terms) {
    tokens++;
    sentenceTokens++;
    int hash = hash(start, end);
    if (distinct.size() < TOPIC_WORDS) {
      distinct.add(hash);
    }
    if (end - start >= SHORTEST_CONTENT_WORD && terms == 0 && sentenceWords.size() < TOPIC_WORDS) {
      sentenceWords.add(hash);
    }
    if (!opened && !onlyFiller(terms)) {
      opened = true;
      opening = terms;
    }
    for (long rest = terms; rest != 0; rest &= rest - 1) {
      int term = Long.numberOfTrailingZeros(rest);
      last[term] = tokens;
      seen[term]++;
    }
    hasOutput |= Term.OUTPUT.in(terms);
    hasYourOutput |= Term.OUTPUT.in(terms) && near(Term.YOUR, CLOSE);
    hasYourTarget |=
        (Term.OUTPUT.in(terms) || Term.CODE_TARGET.in(terms)) && near(Term.YOUR, CLOSE);
    hasChange |= Term.CHANGE.in(terms);
    hasArtefact |= Term.ARTEFACT.in(terms);
    hasAsk |= Term.ASK_YOU.in(terms) && opened && sentenceTokens <= CLOSE;
    hasSnippet |= Term.SNIPPET.in(terms) && near(Term.FOLLOWING, CLOSE);
    if (terms != 0) {
      combine(terms);
    }
  }

  private static boolean onlyFiller(long terms) {
    return Term.FILLER.in(terms)
        && !Term.DO_WITH.in(terms)
        && !Term.CHANGE.in(terms)
        && !Term.ORDER.in(terms)
        && !Term.WHY.in(terms);
  }

  private int hash(int start, int end) {
    int hash = 7;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  /** Terms that mean something together; each pair is looked at when its second part is read. */
  private void combine(long terms) {
    if (any(terms, Term.IGNORE, Term.RULES, Term.PRIOR, Term.YOUR)
        && near(Term.IGNORE, NEAR)
        && (near(Term.RULES, NEAR) || near(Term.PRIOR, CLOSE))) {
      if (near(Term.RULES, NEAR) && near(Term.PRIOR, NEAR)) {
        fire(Feature.OVERRIDE_PRIOR);
      } else if (near(Term.RULES, NEAR) && near(Term.YOUR, NEAR)) {
        fire(Feature.OVERRIDE_RULES);
      } else {
        fire(Feature.OVERRIDE_LOOSE);
      }
    }
    if (any(terms, Term.REVEAL, Term.PROMPT, Term.THE, Term.YOUR)
        && near(Term.REVEAL, NEAR)
        && near(Term.PROMPT, NEAR)
        && ofYours(Term.PROMPT)) {
      fire(Feature.REVEAL_PROMPT);
    }
    if (any(terms, Term.REVEAL, Term.SECRET, Term.THE, Term.YOUR)
        && near(Term.SECRET, CLOSE)
        && near(Term.REVEAL, NEAR)) {
      if (ofYours(Term.SECRET)) {
        fire(Feature.REVEAL_SECRET);
      } else {
        fire(Feature.SECRET_ASKED);
      }
    }
    if (Term.SECRET.in(terms) && (near(Term.THE, 2) || near(Term.YOUR, 2))) {
      fire(Feature.THE_SECRET);
    }
    if (Term.PROMPT.in(terms) && (near(Term.THE, CLOSE) || near(Term.YOUR, CLOSE) || stretch > 1)) {
      fire(Feature.PROMPT_NAMED);
    }
    if (Term.SECRET.in(terms) && near(Term.MINE, 2)) {
      fire(Feature.OWN_SECRET);
    }
    if (any(terms, Term.REVEAL, Term.PERSONAL)
        && near(Term.REVEAL, NEAR)
        && near(Term.PERSONAL, NEAR)
        && ofYours(Term.PERSONAL)) {
      fire(Feature.REVEAL_PERSONAL);
    }
    if (any(terms, Term.BYPASS, Term.SAFETY)
        && near(Term.BYPASS, NEAR)
        && near(Term.SAFETY, NEAR)) {
      fire(Feature.BYPASS_SAFETY);
    }
    if (any(terms, Term.SEND, Term.PAYLOAD)
        && near(Term.SEND, NEAR)
        && near(Term.PAYLOAD, NEAR)
        && recentUrl()) {
      fire(Feature.EXFILTRATION);
    }
    if (any(terms, Term.DO_WITH, Term.PAGE) && near(Term.DO_WITH, NEAR) && near(Term.PAGE, NEAR)) {
      fire(Feature.PAGE_TASK);
    }
  }

  /** Whether a thing is spoken of as one that both sides know, not as a thing of its kind. */
  private boolean ofYours(Term thing) {
    int gap =
        Math.min(
            Math.abs(last[thing.ordinal()] - last[Term.THE.ordinal()]),
            Math.abs(last[thing.ordinal()] - last[Term.YOUR.ordinal()]));
    return gap <= CLOSE || stretch > 1;
  }

  private boolean recentUrl() {
    return tokens - lastUrl <= FAR * stretch;
  }

  private static boolean any(long terms, Term first, Term... others) {
    long mask = first.bit();
    for (Term other : others) {
      mask |= other.bit();
    }
    return (terms & mask) != 0;
  }

  private boolean near(Term term, int distance) {
    return tokens - last[term.ordinal()] <= distance * stretch;
  }

  private void fire(Feature feature) {
    fired[feature.ordinal()] = true;
  }

  private boolean fired(Feature feature) {
    return fired[feature.ordinal()];
  }

  private boolean has(Term term) {
    return seen[term.ordinal()] > 0;
  }

  private void endSentence(boolean question) {
    if (sentenceTokens == 0) {
      return;
    }
    if (!fenced) {
      judgeSentence(question);
    }
    sentenceTokens = 0;
    opened = false;
    opening = 0;
    hasOutput = false;
    hasYourOutput = false;
    hasChange = false;
    hasArtefact = false;
    hasSnippet = false;
    hasAsk = false;
    hasYourTarget = false;
    // Clearing takes as long as the set was ever large: after one long sentence, never again.
    if (sentenceWords.size() > SHORT) {
      sentenceWords = new HashSet<>();
    } else {
      sentenceWords.clear();
    }
  }

  private void judgeSentence(boolean question) {
    sentences++;
    boolean task = Term.DO_WITH.in(opening);
    boolean change = Term.CHANGE.in(opening);
    boolean order = Term.ORDER.in(opening);
    boolean asks = question || (Term.WHY.in(opening) && sentenceTokens <= 6 && !task);
    boolean toYou = hasAsk || Term.ASK_YOU.in(opening);
    boolean snippet = hasSnippet && (task || change || order || has(Term.CODE_TARGET));
    boolean answer = hasYourOutput || (hasOutput && (change || task));
    lastIsRequest = task || change || asks || toYou || snippet || answer;
    if (asks) {
      questions++;
    }
    if (task) {
      taskRequests++;
      if (hasArtefact) {
        artefactRequests++;
      }
    }
    if (change) {
      changeRequests++;
    }
    if (order && !task && !change) {
      steps++;
    }
    if (toYou) {
      addressed++;
    }
    if (answer && (change || hasChange || task)) {
      answerChanges++;
    }
    if (snippet) {
      snippetRequests++;
    }
    if (lastIsRequest) {
      requests++;
    }
    if (hasSnippet && hasYourTarget) {
      yourSnippets++;
    }
    topic();
  }

  /** How much of a request has no word in common with the sentences before it. */
  private void topic() {
    if (lastIsRequest && sentences > 3 && sentenceWords.size() >= 3) {
      int known = 0;
      for (int word : sentenceWords) {
        if (topic.containsKey(word)) {
          known++;
        }
      }
      offTopic = Math.max(offTopic, 1 - (double) known / sentenceWords.size());
    }
    if (topic.size() < TOPIC_WORDS) {
      for (int word : sentenceWords) {
        topic.merge(word, 1, Integer::sum);
      }
    }
  }

  private void roleLine(int start, int end) {
    if (end < text.length()
        && text.charAt(end) == ':'
        && ROLES.contains(text.subSequence(start, end).toString())) {
      roleLines++;
    }
  }

  private static final Set<String> ROLES =
      Set.of(
          "user",
          "assistant",
          "system",
          "human",
          "ai",
          "bot",
          "q",
          "a",
          "developer",
          "model",
          "admin",
          "chatbot",
          "gpt",
          "llm",
          "chatgpt");

  private void mark(int at, char c, boolean lineStart) {
    switch (c) {
      case '<' -> markup(at);
      case '[' -> {
        if (oneOf(
            at,
            "[inst]",
            "[/inst]",
            "[system]",
            "[end ",
            "[begin ",
            "[user]",
            "[assistant]",
            "[webpage",
            "[content",
            "[instruction",
            "[important",
            "[admin",
            "[new ",
            "[start ",
            "[override",
            "[system",
            "[hidden")) {
          markers++;
        }
      }
      case '#' -> {
        if (lineStart
            && oneOf(
                at,
                "### instruction",
                "### system",
                "### user",
                "### assistant",
                "### response",
                "### human",
                "## instruction",
                "# instruction",
                "### new",
                "# system",
                "## system",
                "### end")) {
          markers++;
        }
      }
      case '=' -> {
        if (oneOf(at, "== end", "==end", "=== end", "== system", "==system", "== new")) {
          markers++;
        } else if (oneOf(at, "=\"", "= \"", "='", "= '")) {
          quotedPieces++;
        }
      }
      case '-' -> {
        if (oneOf(at, "- end of", "-end of", "- begin", "-begin", "- system", "- new instr")) {
          markers++;
        }
      }
      case '+' -> {
        if (oneOf(at, "+ \"", "+ '", "+\"", "+'")) {
          quotedPieces++;
        }
      }
      case ':' -> {
        if (oneOf(at, "://")) {
          address();
        }
      }
      case '@' -> address();
      case '.' -> {
        if (oneOf(
            at, ".com", ".org", ".net", ".xyz", ".io", ".example", ".ru", ".invalid", ".test")) {
          address();
        }
      }
      case '!' -> {
        if (oneOf(at, "![")) {
          imageWithData |= image(at);
        }
      }
      default -> {
        // Nothing else is looked for.
      }
    }
  }

  private void address() {
    lastUrl = tokens;
    if (near(Term.SEND, FAR) && near(Term.PAYLOAD, FAR)) {
      fire(Feature.EXFILTRATION);
    }
  }

  private void markup(int at) {
    if (oneOf(
        at,
        "<|",
        "<system",
        "</system",
        "<sys>",
        "<<sys",
        "</s>",
        "<s>",
        "<user",
        "</user",
        "<assistant",
        "</assistant",
        "<instruction",
        "</instruction",
        "<prompt",
        "</prompt",
        "<important",
        "<admin",
        "</context",
        "</document",
        "<override")) {
      markers++;
    }
    if (oneOf(
        at,
        "<!--",
        "<span style",
        "<div style",
        "<p style",
        "<font color=\"white",
        "<div hidden",
        "<span hidden")) {
      hiddenMarkup++;
    }
  }

  /** Whether a Markdown image has a query, or a placeholder to be filled, in its address. */
  private boolean image(int at) {
    boolean query = false;
    boolean address = false;
    for (int i = at; i < text.length() && i < at + 300; i++) {
      char c = text.charAt(i);
      work++;
      if (c == '(') {
        address = true;
      } else if (c == ')' || c == '\n') {
        break;
      }
      query |= address && (c == '=' || c == '{' || c == '[');
    }
    return query;
  }

  private boolean oneOf(int at, String... options) {
    for (String option : options) {
      work++;
      if (option.length() <= text.length() - at && matches(at, option)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(int at, String option) {
    for (int i = 0; i < option.length(); i++) {
      if (text.charAt(at + i) != option.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Writes what was found; what was not found stays as it is. */
  void fill(double[] values) {
    for (int i = 0; i < fired.length; i++) {
      if (fired[i]) {
        values[i] = 1;
      }
    }
    put(values, Feature.NEW_ORDERS, count(Term.NEW_ORDERS, 1));
    put(values, Feature.STOP_BEING, count(Term.STOP_BEING, 1));
    put(values, Feature.ROLE, count(Term.ROLE, 1));
    put(values, Feature.JAILBREAK, count(Term.JAILBREAK, 1));
    put(values, Feature.MODE, count(Term.MODE, 1));
    put(values, Feature.SECRET_NAMED, count(Term.SECRET, 1));
    put(values, Feature.SECRET_REPEATED, Features.many(Math.max(0, seen(Term.SECRET) - 1), 4));
    boolean secret =
        fired(Feature.THE_SECRET)
            || fired(Feature.REVEAL_SECRET)
            || fired(Feature.SECRET_ASKED)
            || fired(Feature.PROMPT_NAMED);
    put(
        values,
        Feature.SECRET_AND_TRICK,
        secret && (has(Term.ENCODING) || has(Term.FORMAT) || quotedPieces > 1) ? 1 : 0);
    put(values, Feature.SECRET_AND_STORY, secret && (has(Term.HYPO) || has(Term.GAME)) ? 1 : 0);
    put(
        values,
        Feature.SECRET_AND_PLEA,
        secret && (has(Term.AUTHORITY) || has(Term.EMOTION) || has(Term.URGENCY)) ? 1 : 0);
    put(values, Feature.SECRET_AND_ROLE, secret && (has(Term.ROLE) || has(Term.MODE)) ? 1 : 0);
    put(values, Feature.HOW_TO, count(Term.HOW_TO, 1));
    put(values, Feature.SECRET_FOCUS, fired(Feature.THE_SECRET) && tokens <= SHORT ? 1 : 0);
    put(values, Feature.HELD_BACK, count(Term.HELD, 1));
    put(values, Feature.AUTHORITY, count(Term.AUTHORITY, 2));
    put(values, Feature.URGENCY, count(Term.URGENCY, 2));
    put(values, Feature.EMOTION, count(Term.EMOTION, 2));
    put(values, Feature.HYPOTHESIS, count(Term.HYPO, 2));
    put(values, Feature.GAME, count(Term.GAME, 1));
    put(values, Feature.DICTATION, count(Term.DICTATE, 2));
    put(values, Feature.ENCODING, count(Term.ENCODING, 2));
    put(values, Feature.FORMAT, count(Term.FORMAT, 3));
    put(values, Feature.COMBINATION, count(Term.COMBINE, 3));
    put(values, Feature.QUOTED_PIECES, Features.many(quotedPieces, 2));
    put(values, Feature.HIDE_FROM_USER, count(Term.HIDE, 1));
    put(values, Feature.IMAGE_WITH_DATA, imageWithData ? 1 : 0);
    put(values, Feature.TOOL_COERCION, count(Term.TOOL, 1));
    put(values, Feature.ASSISTANT_NAMED, count(Term.AI, 2));
    put(values, Feature.ROLE_MARKER, Features.many(markers, 1));
    put(values, Feature.ROLE_LINE, Features.many(roleLines, 1));
    put(values, Feature.ROLE_LINES, Features.many(Math.max(0, roleLines - 1), 5));
    put(values, Feature.HIDDEN_MARKUP, Features.many(hiddenMarkup, 1));
    put(values, Feature.REPETITION, repetition());
    put(values, Feature.LENGTH, Features.many(Math.log1p(tokens), Math.log1p(1000)));
    requests(values);
  }

  private void requests(double[] values) {
    put(values, Feature.ANSWER_NAMED, has(Term.OUTPUT) && has(Term.YOUR) ? 1 : 0);
    put(values, Feature.ANSWER_CHANGED, Features.many(answerChanges, 1));
    put(values, Feature.SNIPPET_INCLUDED, Features.many(snippetRequests, 1));
    put(values, Feature.SNIPPET_IN_YOURS, Features.many(yourSnippets, 1));
    put(values, Feature.CODE_WITH_REACH, count(Term.DANGER, 2));
    put(values, Feature.REQUEST_AND_CODE, snippetRequests > 0 && has(Term.DANGER) ? 1 : 0);
    double all = Math.max(1, sentences);
    put(values, Feature.TASK_REQUEST, taskRequests / all);
    put(values, Feature.TASK_WITH_ARTEFACT, Features.many(artefactRequests, 1));
    put(values, Feature.CHANGE_REQUEST, changeRequests / all);
    put(values, Feature.MANUAL_STEP, steps / all);
    put(values, Feature.QUESTION, Features.many(questions, 1));
    put(values, Feature.ADDRESSED_REQUEST, Features.many(addressed, 1));
    put(values, Feature.ONLY_REQUESTS, requests == sentences && sentences > 0 ? 1 : 0);
    put(values, Feature.REQUEST_SHARE, requests / all);
    put(values, Feature.QUESTION_SHARE, questions / all);
    put(values, Feature.ONE_SENTENCE, sentences == 1 ? 1 : 0);
    put(values, Feature.REQUEST_LAST, lastIsRequest && sentences > 1 ? 1 : 0);
    put(values, Feature.REQUEST_OFF_TOPIC, offTopic);
    put(values, Feature.DOCUMENT_VOICE, count(Term.DOC, 3));
    if (imageWithData && has(Term.SEND)) {
      put(values, Feature.EXFILTRATION, 1);
    }
  }

  /** How far below a natural text's the number of different words is. */
  private double repetition() {
    if (tokens < 40 || stretch > 1) {
      return 0;
    }
    // Heaps' law with its usual constants expects about 4 * n^0.6 different words.
    double expected = Math.min(tokens, 4 * Math.pow(tokens, 0.6));
    return Math.max(0, 1 - 2.5 * distinct.size() / expected);
  }

  private int seen(Term term) {
    return seen[term.ordinal()];
  }

  private double count(Term term, double full) {
    return Features.many(seen(term), full);
  }

  private static void put(double[] values, Feature feature, double value) {
    values[feature.ordinal()] = Math.max(values[feature.ordinal()], value);
  }
}
