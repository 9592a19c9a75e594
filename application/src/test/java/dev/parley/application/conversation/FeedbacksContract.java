package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Rating;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Feedbacks} does. */
public abstract class FeedbacksContract {
  private static final String ME = StoredTenant.OWNER;
  private static final Feedback GOOD = new Feedback(Rating.UP, null);
  private static final Feedback BAD = new Feedback(Rating.DOWN, "Größe 7, not 8 🚰");

  private Stores stores;
  private Feedbacks feedbacks;
  private StoredTenant tenant;
  private StoredTenant otherTenant;
  private Conversation conversation;
  private Message message;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    feedbacks = stores.feedbacks();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
    conversation = tenant.withConversation();
    message = tenant.withMessage(conversation, "Because.");
  }

  @Test
  void keepsTheLastOfEachSubject() {
    feedbacks.put(tenant.id(), ME, message.id(), GOOD, NOW);
    feedbacks.put(tenant.id(), "key:workshop", message.id(), GOOD, NOW);
    feedbacks.put(tenant.id(), ME, message.id(), BAD, NOW.plusSeconds(1));

    assertThat(feedbacks.of(tenant.id(), ME, conversation.id()))
        .isEqualTo(Map.of(message.id(), BAD));
    assertThat(feedbacks.of(tenant.id(), "key:workshop", conversation.id()))
        .isEqualTo(Map.of(message.id(), GOOD));
  }

  @Test
  void showsThoseOfTheConversationAlone() {
    Message second = tenant.withMessage(conversation, "Still.");
    Conversation other = tenant.withConversation();
    Message elsewhere = tenant.withMessage(other, "So.");
    feedbacks.put(tenant.id(), ME, message.id(), GOOD, NOW);
    feedbacks.put(tenant.id(), ME, second.id(), BAD, NOW);
    feedbacks.put(tenant.id(), ME, elsewhere.id(), GOOD, NOW);

    assertThat(feedbacks.of(tenant.id(), ME, conversation.id()))
        .isEqualTo(Map.of(message.id(), GOOD, second.id(), BAD));
    assertThat(feedbacks.of(tenant.id(), ME, other.id())).isEqualTo(Map.of(elsewhere.id(), GOOD));
  }

  @Test
  void takesBack() {
    feedbacks.put(tenant.id(), ME, message.id(), GOOD, NOW);

    assertThat(feedbacks.remove(tenant.id(), "key:workshop", message.id())).isFalse();
    assertThat(feedbacks.remove(otherTenant.id(), ME, message.id())).isFalse();
    assertThat(feedbacks.remove(tenant.id(), ME, message.id())).isTrue();
    assertThat(feedbacks.remove(tenant.id(), ME, message.id())).isFalse();

    assertThat(feedbacks.of(tenant.id(), ME, conversation.id())).isEmpty();
  }

  @Test
  void showsAndTakesNothingAcrossTenants() {
    feedbacks.put(tenant.id(), ME, message.id(), GOOD, NOW);

    assertThat(feedbacks.of(otherTenant.id(), ME, conversation.id())).isEmpty();
    assertThatThrownBy(() -> feedbacks.put(otherTenant.id(), ME, message.id(), BAD, NOW))
        .isInstanceOf(RuntimeException.class);
    assertThat(feedbacks.of(tenant.id(), ME, conversation.id()))
        .isEqualTo(Map.of(message.id(), GOOD));
  }

  @Test
  void goesWithItsMessage() {
    feedbacks.put(tenant.id(), ME, message.id(), GOOD, NOW);

    stores.conversations().remove(tenant.id(), ME, conversation.id());

    assertThat(feedbacks.of(tenant.id(), ME, conversation.id())).isEmpty();
    assertThatThrownBy(
            () -> feedbacks.put(tenant.id(), ME, new MessageId(Fixtures.id()), GOOD, NOW))
        .isInstanceOf(RuntimeException.class);
  }
}
