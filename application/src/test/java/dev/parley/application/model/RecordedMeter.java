package dev.parley.application.model;

import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
public final class RecordedMeter implements EmbeddingMeter {
  private final TokenCounter counter = new EstimatingTokenCounter();
  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  /** What was embedded. */
  public record Entry(TenantId tenant, String subject, String model, int tokens) {}

  @Override
  public void embedded(TenantId tenant, String subject, String model, int tokens) {
    entries.add(new Entry(tenant, subject, model, tokens));
  }

  /** All of it, in order. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  public void clear() {
    entries.clear();
  }

  /** What it is told for a question. */
  public Entry question(TenantId tenant, String subject, EmbeddingModel model, String question) {
    return new Entry(tenant, subject, model.name(), counter.count(question));
  }

  /** Embeds questions and tells this. */
  public EmbedQuestion questions() {
    return new EmbedQuestion(counter, this);
  }
}
