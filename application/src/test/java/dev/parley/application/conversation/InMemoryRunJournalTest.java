package dev.parley.application.conversation;

import java.time.Clock;

class InMemoryRunJournalTest extends RunJournalContract {
  private final InMemoryRunJournal journal = new InMemoryRunJournal(Clock.systemUTC());

  @Override
  protected RunJournal open() {
    return journal;
  }

  @Override
  protected RunJournal restarted() {
    return journal.restarted();
  }
}
