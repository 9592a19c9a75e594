package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.conversation.FeedbacksContract;
import dev.parley.application.fixtures.Stores;

class JdbcFeedbacksTest extends FeedbacksContract {

  @Override
  protected Stores stores() {
    return TestStore.emptied().stores();
  }
}
