package dev.parley.application.conversation;

import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Runs, and which node holds the lease of each that is active. */
public interface Runs {

  /**
   * Adds a run that is to be generated here.
   *
   * @param node name of this node, the same after a restart
   * @param leaseUntil when others may take the node for dead
   */
  void add(Run run, String node, Instant leaseUntil);

  /** Finds a run of this owner's. */
  Optional<Run> find(TenantId tenant, String owner, RunId id);

  /** Finds a run whoever asked for it; for recovery. */
  Optional<Run> find(TenantId tenant, RunId id);

  /** Finds the run that was begun last of those that answer a message. */
  Optional<Run> latestOf(TenantId tenant, MessageId question);

  /** Whether a run of the conversation has not ended. */
  boolean hasActive(TenantId tenant, ConversationId conversation);

  /** Stores state and last seq unless the run has ended already: then returns false. */
  boolean update(Run run);

  /** Prolongs the leases of runs that have not ended. Sees all tenants. */
  void renew(Collection<RunId> runs, Instant leaseUntil);

  /**
   * Leaves word for the node that generates a run that it is to stop; false if the run has ended or
   * is gone.
   */
  boolean requestCancel(TenantId tenant, RunId run);

  /** Runs of this node that have not ended and are to stop. Sees all tenants. */
  List<RunId> cancelRequested(String node);

  /** Runs of this node that have not ended. Sees all tenants. */
  List<Run> activeOn(String node);

  /** Runs of any node that have not ended and whose lease has. Sees all tenants. */
  List<Run> expired(Instant now);
}
