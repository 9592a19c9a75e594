package dev.parley.domain.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  private static Conversation begun(String title, List<DocumentId> documents) {
    return Conversation.begin(
        new ConversationId(new UUID(1, 1)),
        new TenantId(new UUID(1, 2)),
        "key:1",
        title,
        ConversationMode.RAG,
        null,
        new ModelId("offline"),
        documents,
        List.of(),
        NOW);
  }

  @Test
  void beginsEmptyAndNeitherPinnedNorArchived() {
    Conversation begun = begun("Warranty", List.of());

    assertThat(begun.messageCount()).isZero();
    assertThat(begun.version()).isZero();
    assertThat(begun.pinned()).isFalse();
    assertThat(begun.archived()).isFalse();
    assertThat(begun.updatedAt()).isEqualTo(begun.createdAt()).isEqualTo(NOW);
  }

  @Test
  void changesItsTitleAndPlaceAndNothingElse() {
    Conversation begun = begun("Warranty", List.of(new DocumentId(new UUID(3, 1))));

    Conversation changed = begun.changed("Pump", true, true, LATER);

    assertThat(changed.title()).isEqualTo("Pump");
    assertThat(changed.pinned()).isTrue();
    assertThat(changed.archived()).isTrue();
    assertThat(changed.updatedAt()).isEqualTo(LATER);
    assertThat(changed.changed("Warranty", false, false, NOW)).isEqualTo(begun);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 201})
  void hasATitleThatCanBeShown(int length) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> begun("t".repeat(length), List.of()))
        .withMessage("title: " + length + " characters (expected: 1..200)");
  }

  @Test
  void keepsItsDocumentsToItself() {
    List<DocumentId> documents = new ArrayList<>(List.of(new DocumentId(new UUID(3, 1))));
    Conversation begun = begun("Warranty", documents);

    documents.clear();

    assertThat(begun.documents()).hasSize(1);
  }

  @Test
  void holdsMessagesThatAreCopiesToo() {
    List<Citation> citations = new ArrayList<>();
    Message message =
        new Message(
            new MessageId(new UUID(4, 1)),
            new ConversationId(new UUID(1, 1)),
            null,
            Author.USER,
            "How long is the warranty?",
            6,
            null,
            citations,
            NOW);

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> message.citations().clear());
  }
}
