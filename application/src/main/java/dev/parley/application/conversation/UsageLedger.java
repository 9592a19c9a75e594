package dev.parley.application.conversation;

import dev.parley.application.quota.Spending;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.quota.TokenUsage;
import java.time.Instant;

/** What runs used, for reports and bills. */
public interface UsageLedger extends Spending {

  /** Records what a run used; a run is recorded once, whatever happens. */
  void record(Run run, TokenUsage usage, Instant at);
}
