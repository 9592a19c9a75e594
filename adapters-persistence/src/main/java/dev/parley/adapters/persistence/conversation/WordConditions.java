package dev.parley.adapters.persistence.conversation;

import dev.parley.application.conversation.SearchWord;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search asks of a conversation, one condition for each word. An index of words narrows the
 * messages down; a pattern, which reads them, decides.
 *
 * @param conditions each begins with AND
 * @param values for their parameters, in order
 */
record WordConditions(String conditions, List<Object> values) {
  /** For a word of which the index knows something. */
  private static final String INDEXED =
      """
      AND (title ~* ?::text
        OR EXISTS (
          SELECT FROM messages m
          WHERE m.tenant_id = ?
            AND m.conversation_id = conversations.id
            AND search_words(m.content) @@ search_query(?::text, ?::boolean)
            AND m.content ~* ?::text))
      """;

  /** For signs alone. */
  private static final String READ =
      """
      AND (title ~* ?::text
        OR EXISTS (
          SELECT FROM messages m
          WHERE m.tenant_id = ?
            AND m.conversation_id = conversations.id
            AND m.content ~* ?::text))
      """;

  private static final String NO_WORD = "[^[:alnum:]]";

  /**
   * The conditions of a search.
   *
   * @param text null: none
   */
  static WordConditions of(TenantId tenant, @Nullable String text) {
    StringBuilder conditions = new StringBuilder();
    List<Object> values = new ArrayList<>();
    for (SearchWord word : text == null ? List.<SearchWord>of() : SearchWord.of(text)) {
      String pattern = pattern(word);
      Collections.addAll(values, pattern, tenant.value());
      if (word.isIndexed()) {
        conditions.append(INDEXED);
        Collections.addAll(values, word.text(), word.begun());
      } else {
        conditions.append(READ);
      }
      values.add(pattern);
    }
    return new WordConditions(conditions.toString(), values);
  }

  private static String pattern(SearchWord word) {
    StringBuilder pattern = new StringBuilder();
    if (word.isBoundAtStart()) {
      pattern.append("(^|").append(NO_WORD).append(')');
    }
    word.text().codePoints().forEach(character -> append(pattern, character));
    if (word.isBoundAtEnd()) {
      pattern.append("($|").append(NO_WORD).append(')');
    }
    return pattern.toString();
  }

  /** Takes its meaning from a character that has one in a pattern. */
  private static void append(StringBuilder pattern, int character) {
    if (character < 0x80 && !Character.isLetterOrDigit(character)) {
      pattern.append('\\');
    }
    pattern.appendCodePoint(character);
  }
}
