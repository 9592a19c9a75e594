package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.context.ConversationSummary;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Summaries} does. */
public abstract class SummariesContract {
  private Stores stores;
  private Summaries summaries;
  private StoredTenant tenant;
  private StoredTenant otherTenant;
  private Conversation conversation;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    summaries = stores.summaries();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
    conversation = tenant.withConversation();
  }

  private static ConversationSummary summary(String text, int covered) {
    return new ConversationSummary(text, covered, Fixtures.id(), 12);
  }

  @Test
  void findsNothingBeforeSomethingIsKept() {
    assertThat(summaries.find(tenant.id(), conversation.id())).isEmpty();
  }

  @Test
  void keepsTheNewest() {
    ConversationSummary newest = summary("Größe 7, then 8.", 9);
    summaries.keep(tenant.id(), conversation.id(), summary("Size 7.", 4));

    summaries.keep(tenant.id(), conversation.id(), newest);

    assertThat(summaries.find(tenant.id(), conversation.id())).contains(newest);
    assertThat(summaries.find(tenant.id(), tenant.withConversation().id())).isEmpty();
  }

  @Test
  void showsAndTakesNothingAcrossTenants() {
    ConversationSummary kept = summary("Size 7.", 4);
    summaries.keep(tenant.id(), conversation.id(), kept);

    summaries.keep(otherTenant.id(), conversation.id(), summary("Size 9.", 5));

    assertThat(summaries.find(otherTenant.id(), conversation.id())).isEmpty();
    assertThat(summaries.find(tenant.id(), conversation.id())).contains(kept);
  }

  @Test
  void keepsNothingForAConversationThatIsGone() {
    ConversationId gone = new ConversationId(Fixtures.id());

    summaries.keep(tenant.id(), gone, summary("Size 7.", 4));
    assertThat(summaries.find(tenant.id(), gone)).isEmpty();

    summaries.keep(tenant.id(), conversation.id(), summary("Size 7.", 4));
    stores.conversations().remove(tenant.id(), StoredTenant.OWNER, conversation.id());
    assertThat(summaries.find(tenant.id(), conversation.id())).isEmpty();
  }
}
