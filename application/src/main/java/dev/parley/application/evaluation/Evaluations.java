package dev.parley.application.evaluation;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.EvaluationId;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The evaluations of all tenants with their answers. One that is running is held by at most one
 * node at a time, until a lease ends.
 */
public interface Evaluations {

  /** Where an answer belongs; both counted from 0. */
  record Place(int configuration, int question) {}

  void add(Evaluation evaluation);

  Optional<Evaluation> find(TenantId tenant, EvaluationId id);

  /** Newest first. */
  Page<Evaluation> list(TenantId tenant, PageRequest page);

  /** Removes an evaluation with its answers; false if there is none. */
  boolean remove(TenantId tenant, EvaluationId id);

  /** How many of a tenant's have not ended. */
  long running(TenantId tenant);

  /**
   * Takes the oldest that is running and that nobody holds, whosever it is. In a unit of work for
   * all tenants.
   *
   * @param until when the lease ends
   */
  Optional<Evaluation> claim(String node, Instant now, Instant until);

  /** Prolongs a lease; false where the node holds it no more, or it is gone. */
  boolean hold(TenantId tenant, EvaluationId id, String node, Instant until);

  /**
   * Keeps an answer. Does nothing, and says false, where the node holds the evaluation no more, or
   * it is gone; of two answers in one place the first counts.
   */
  boolean keep(TenantId tenant, EvaluationId id, String node, Place place, GoldenAnswer answer);

  /** The answers that there are so far. */
  Map<Place, GoldenAnswer> answers(TenantId tenant, EvaluationId id);

  /** Stores status, failure and end of one that the node holds; false where it does not. */
  boolean end(Evaluation ended, String node);
}
