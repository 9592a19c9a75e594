package dev.parley.application.tool;

import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tool.ToolSpec;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/** Something that a model can have done for it. Safe for use by many threads. */
public interface Tool {

  /** As models and administrators are told of it; always the same. */
  ToolSpec spec();

  /**
   * Does it. Blocks; is expected to give up at the deadline by itself, when nobody waits for it any
   * more. The calling thread is never interrupted.
   */
  Result call(Invocation invocation);

  /**
   * One call, which was decided on.
   *
   * @param caller who asked the question
   * @param idempotencyKey the same if the same call is ever made again
   * @param arguments canonical JSON that the tool's schema accepts
   */
  record Invocation(
      TenantId tenant,
      String caller,
      RunId run,
      String idempotencyKey,
      Instant deadline,
      Reach reach,
      String arguments) {
    public Invocation {
      Objects.requireNonNull(tenant);
      Objects.requireNonNull(caller);
      Objects.requireNonNull(run);
      Objects.requireNonNull(idempotencyKey);
      Objects.requireNonNull(deadline);
      Objects.requireNonNull(reach);
      Objects.requireNonNull(arguments);
    }
  }

  /**
   * What of the tenant's knowledge the bot and its conversation may read: nothing if both sets are
   * empty.
   *
   * @param documents where there are any, they alone are read
   * @param settings how the bot searches
   */
  record Reach(Set<DatasetId> datasets, Set<DocumentId> documents, RetrievalSettings settings) {
    public Reach {
      datasets = Set.copyOf(datasets);
      documents = Set.copyOf(documents);
      Objects.requireNonNull(settings);
    }

    public boolean isEmpty() {
      return datasets.isEmpty() && documents.isEmpty();
    }
  }

  /** What came of a call. */
  sealed interface Result {

    /**
     * It was done.
     *
     * @param text for the model; what is too long for it is cut
     * @param cost of this call
     */
    record Succeeded(String text, Money cost) implements Result {
      public Succeeded {
        Objects.requireNonNull(text);
        Objects.requireNonNull(cost);
      }
    }

    /**
     * It was not done.
     *
     * @param detail the value and what was expected, for the model and for people
     */
    record Failed(String detail) implements Result {
      public Failed {
        Objects.requireNonNull(detail);
      }
    }
  }
}
