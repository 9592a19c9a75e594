package dev.parley.domain.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttachmentTest {
  private static final ConversationId ONE = new ConversationId(new UUID(3, 1));
  private static final ConversationId OTHER = new ConversationId(new UUID(3, 2));

  private static Attachment file(long bytes) {
    return new Attachment(
        new AttachmentId(new UUID(1, 1)),
        new TenantId(new UUID(2, 1)),
        "key:reception",
        "tour.txt",
        "text/plain",
        AttachmentKind.TEXT,
        bytes,
        1,
        7,
        null,
        Instant.EPOCH);
  }

  @Test
  void isUsedInOneConversationOnly() {
    Attachment used = file(5).usedIn(ONE);

    assertThat(file(5).mayBeUsedIn(ONE)).isTrue();
    assertThat(file(5).mayBeUsedIn(OTHER)).isTrue();
    assertThat(used.mayBeUsedIn(ONE)).isTrue();
    assertThat(used.mayBeUsedIn(OTHER)).isFalse();
    assertThat(used.usedIn(ONE)).isEqualTo(used);
  }

  @Test
  void hasContent() {
    assertThatIllegalArgumentException().isThrownBy(() -> file(0)).withMessageContaining("0 bytes");
  }
}
