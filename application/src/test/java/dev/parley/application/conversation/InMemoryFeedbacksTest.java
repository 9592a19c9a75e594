package dev.parley.application.conversation;

import dev.parley.application.fixtures.Stores;

final class InMemoryFeedbacksTest extends FeedbacksContract {
  @Override
  protected Stores stores() {
    return Stores.inMemory();
  }
}
