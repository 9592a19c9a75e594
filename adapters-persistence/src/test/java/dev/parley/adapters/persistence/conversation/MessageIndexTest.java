package dev.parley.adapters.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.domain.conversation.Conversation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That row-level security does not keep a search from asking the index of words. */
class MessageIndexTest {
  private static final int MESSAGES = 5_000;

  @Test
  void asksTheIndexAsTheRuntimeRole() throws SQLException {
    TestStore store = TestStore.emptied();
    StoredTenant tenant = store.stores().tenant();
    Conversation conversation = tenant.withConversation();
    tenant.withMessage(conversation, "The needle.");

    store
        .unitOfWork()
        .rowsOf(
            tenant.id(),
            sql ->
                sql.update(
                    """
                    INSERT INTO messages
                      (tenant_id, id, conversation_id, ordinal, author, content, tokens,
                       citations, created_at)
                    SELECT ?, gen_random_uuid(), ?, 1 + at, 'user', 'hay ' || at, 1, '[]', now()
                    FROM generate_series(1, ?) AS at
                    """,
                    tenant.id().value(),
                    conversation.id().value(),
                    MESSAGES));
    try (Connection login = store.database().connect();
        Statement statement = login.createStatement()) {
      statement.execute("ANALYZE messages");
    }

    List<String> plan =
        store
            .unitOfWork()
            .rowsOf(
                tenant.id(),
                sql ->
                    sql.list(
                        """
                        EXPLAIN SELECT conversation_id FROM messages
                        WHERE tenant_id = ?
                          AND search_words(content) @@ search_query('needle', true)
                          AND content ~* 'needle'
                        """,
                        row -> row.text("QUERY PLAN"),
                        tenant.id().value()));

    assertThat(String.join("\n", plan)).contains("messages_by_word");
  }
}
