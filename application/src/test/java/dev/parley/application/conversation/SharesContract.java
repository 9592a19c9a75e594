package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Share;
import dev.parley.domain.conversation.ShareId;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Shares} does. */
public abstract class SharesContract {
  private Stores stores;
  private Shares shares;
  private StoredTenant tenant;
  private StoredTenant otherTenant;
  private Conversation conversation;
  private Message message;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    shares = stores.shares();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
    conversation = tenant.withConversation();
    message = tenant.withMessage(conversation, "Why?");
  }

  private static byte[] hash(int fill) {
    byte[] hash = new byte[32];
    Arrays.fill(hash, (byte) fill);
    return hash;
  }

  private Share share(StoredTenant of, @Nullable Instant expiresAt) {
    return new Share(
        new ShareId(Fixtures.id()),
        of.id(),
        conversation.id(),
        StoredTenant.OWNER,
        "Größe 🚰",
        message.id(),
        expiresAt,
        NOW);
  }

  @Test
  void findsByTokenWhoeverAsks() {
    Share open = share(tenant, null);
    Share closing = share(tenant, NOW.plusSeconds(60));
    shares.add(open, hash(1));
    shares.add(closing, hash(-2));

    assertThat(shares.findByToken(hash(1))).contains(open);
    assertThat(shares.findByToken(hash(-2))).contains(closing);
    assertThat(shares.findByToken(hash(3))).isEmpty();
    assertThat(shares.of(tenant.id(), conversation.id())).containsExactly(open, closing);
    assertThat(shares.of(tenant.id(), tenant.withConversation().id())).isEmpty();
  }

  @Test
  void removesOneOfTheConversation() {
    Share first = share(tenant, null);
    Share second = share(tenant, null);
    shares.add(first, hash(1));
    shares.add(second, hash(2));

    assertThat(shares.remove(tenant.id(), tenant.withConversation().id(), first.id())).isFalse();
    assertThat(shares.remove(otherTenant.id(), conversation.id(), first.id())).isFalse();
    assertThat(shares.remove(tenant.id(), conversation.id(), first.id())).isTrue();
    assertThat(shares.remove(tenant.id(), conversation.id(), first.id())).isFalse();

    assertThat(shares.findByToken(hash(1))).isEmpty();
    assertThat(shares.of(tenant.id(), conversation.id())).containsExactly(second);
  }

  @Test
  void showsAndTakesNothingAcrossTenants() {
    shares.add(share(tenant, null), hash(1));

    assertThat(shares.of(otherTenant.id(), conversation.id())).isEmpty();
    assertThatThrownBy(() -> shares.add(share(otherTenant, null), hash(2)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void goesWithItsConversation() {
    shares.add(share(tenant, null), hash(1));

    stores.conversations().remove(tenant.id(), StoredTenant.OWNER, conversation.id());

    assertThat(shares.findByToken(hash(1))).isEmpty();
    assertThat(shares.of(tenant.id(), conversation.id())).isEmpty();
  }
}
