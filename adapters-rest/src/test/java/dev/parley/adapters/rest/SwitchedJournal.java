package dev.parley.adapters.rest;

import dev.parley.application.conversation.JournalUnavailable;
import dev.parley.application.conversation.RunJournal;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A journal that a test can take out of reach. */
final class SwitchedJournal implements RunJournal {
  private final RunJournal journal;
  private volatile boolean away;

  SwitchedJournal(RunJournal journal) {
    this.journal = journal;
  }

  void away(boolean whether) {
    away = whether;
  }

  private RunJournal reached() {
    if (away) {
      throw new JournalUnavailable("planned: the journal is out of reach");
    }
    return journal;
  }

  @Override
  public long append(TenantId tenant, RunId run, Encoded event) {
    return reached().append(tenant, run, event);
  }

  @Override
  public void takeOver(TenantId tenant, RunId run) {
    reached().takeOver(tenant, run);
  }

  @Override
  public List<Entry> read(TenantId tenant, RunId run, long after, Duration patience)
      throws InterruptedException {
    return reached().read(tenant, run, after, patience);
  }

  @Override
  public long lastSeq(TenantId tenant, RunId run) {
    return reached().lastSeq(tenant, run);
  }

  @Override
  public List<Unfinished> unfinished() {
    return reached().unfinished();
  }

  @Override
  public void trim(Instant before) {
    reached().trim(before);
  }
}
