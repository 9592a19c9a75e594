package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.outcome.Page;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Embeds again what another model embedded, after the installation's model was changed. Texts, cuts
 * and ids of chunks stay. Until it is a document's turn, its passages are found by words alone,
 * since vectors of different models are never compared.
 *
 * <p>A document is stored under its new vectors at once or not at all, and what is left to do is
 * read from the store: so a run that was killed is taken up by the next. Chunks queue with all
 * others that are to be embedded, fairly between tenants.
 */
public final class RenewEmbeddings {
  private final Tenants tenants;
  private final Datasets datasets;
  private final Chunks chunks;
  private final PassageIndex index;
  private final EmbeddingBatches embeddings;
  private final UnitOfWork unitOfWork;

  public RenewEmbeddings(
      Tenants tenants,
      Datasets datasets,
      Chunks chunks,
      PassageIndex index,
      EmbeddingBatches embeddings,
      UnitOfWork unitOfWork) {
    this.tenants = Objects.requireNonNull(tenants);
    this.datasets = Objects.requireNonNull(datasets);
    this.chunks = Objects.requireNonNull(chunks);
    this.index = Objects.requireNonNull(index);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /** How many documents bear vectors of another model. Blocking. */
  public int left() {
    return allTenants().stream()
        .mapToInt(tenant -> chunks.embeddedByOthers(tenant.id(), embeddings.modelName()).size())
        .sum();
  }

  /**
   * Renews the vectors of all tenants; blocking and long.
   *
   * @param renewed is told after each document how many were renewed so far
   * @return how many were
   */
  public long renewAll(LongConsumer renewed) throws InterruptedException {
    long count = 0;
    for (Tenant each : allTenants()) {
      TenantId tenant = each.id();
      List<DocumentId> left = chunks.embeddedByOthers(tenant, embeddings.modelName());
      while (!left.isEmpty()) {
        for (DocumentId document : left) {
          if (renew(tenant, document)) {
            renewed.accept(++count);
          }
        }
        // What was changed meanwhile is looked at once more.
        left = chunks.embeddedByOthers(tenant, embeddings.modelName());
      }
      datasets.embeddedBy(tenant, embeddings.modelName());
    }
    return count;
  }

  private List<Tenant> allTenants() {
    return unitOfWork.acrossTenants(() -> Page.all(tenants::list));
  }

  private boolean renew(TenantId tenant, DocumentId document) throws InterruptedException {
    DocumentChunks before = chunks.ofDocument(tenant, document);
    OptionalLong revision =
        chunks.replaceVectors(
            tenant, document, before.revision(), embeddings.modelName(), renewed(tenant, before));
    if (revision.isEmpty()) {
      return false;
    }
    index.put(tenant, document, chunks.ofDocument(tenant, document));
    return true;
  }

  private List<Embedded> renewed(TenantId tenant, DocumentChunks content)
      throws InterruptedException {
    List<Embedded> renewed = new ArrayList<>(content.chunks().size());
    try (EmbeddingBatches.Lane lane = embeddings.lane(tenant, texts(content))) {
      for (Embedded embedded : content.chunks()) {
        renewed.add(new Embedded(embedded.chunk(), next(lane)));
      }
    }
    return renewed;
  }

  private static Iterator<EmbeddingBatches.Text> texts(DocumentChunks content) {
    return content.chunks().stream()
        .map(embedded -> embedded.chunk().content())
        .map(
            (ChunkDraft draft) -> new EmbeddingBatches.Text(draft.searchableText(), draft.tokens()))
        .iterator();
  }

  /** There is no hurry: where the queue is full, it waits. */
  private static float[] next(EmbeddingBatches.Lane lane) throws InterruptedException {
    while (true) {
      switch (lane.next()) {
        case EmbeddingBatches.Embedded made -> {
          return made.vector();
        }
        case EmbeddingBatches.Refused refused -> Thread.sleep(refused.retryAfter());
      }
    }
  }
}
