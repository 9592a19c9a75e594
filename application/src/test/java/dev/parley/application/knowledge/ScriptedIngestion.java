package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Stands in for {@link IngestDocument}: does what a test says, and says what was asked of it. */
public final class ScriptedIngestion {
  private final List<Call> begun = new ArrayList<>();
  private final List<Call> givenUp = new ArrayList<>();
  private final Set<DocumentId> running = new HashSet<>();
  private final Set<DocumentId> doubled = new HashSet<>();
  private final Map<DocumentId, Integer> failures = new HashMap<>();
  private final Map<DocumentId, CountDownLatch> expected = new HashMap<>();
  private final Map<DocumentId, CountDownLatch> held = new HashMap<>();
  private int failuresToGiveUp;

  /** A document that was to be ingested or given up. */
  public record Call(TenantId tenant, DocumentId document) {}

  /** The next so many attempts at a document fail. */
  public synchronized void failing(DocumentId document, int times) {
    failures.put(document, times);
  }

  /** The next so many attempts to give a document up fail. */
  public synchronized void failingToGiveUp(int times) {
    failuresToGiveUp = times;
  }

  /** Opens when the document is begun. */
  public synchronized CountDownLatch expect(DocumentId document) {
    return expected.computeIfAbsent(document, id -> new CountDownLatch(1));
  }

  /** Ingesting the document does not end before this is opened. */
  public synchronized CountDownLatch hold(DocumentId document) {
    return held.computeIfAbsent(document, id -> new CountDownLatch(1));
  }

  public void ingest(TenantId tenant, DocumentId document) {
    CountDownLatch mayEnd;
    boolean fails;
    synchronized (this) {
      begun.add(new Call(tenant, document));
      if (!running.add(document)) {
        doubled.add(document);
      }
      expect(document).countDown();
      mayEnd = held.getOrDefault(document, new CountDownLatch(0));
      int left = failures.getOrDefault(document, 0);
      fails = left > 0;
      failures.put(document, Math.max(0, left - 1));
    }
    try {
      mayEnd.await();
      if (fails) {
        throw new IllegalStateException("planted: ingesting fails");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      synchronized (this) {
        running.remove(document);
      }
    }
  }

  public synchronized void giveUp(TenantId tenant, DocumentId document) {
    givenUp.add(new Call(tenant, document));
    if (failuresToGiveUp > 0) {
      failuresToGiveUp--;
      throw new IllegalStateException("planted: giving up fails");
    }
  }

  /** Every attempt, in order. */
  public synchronized List<Call> begun() {
    return List.copyOf(begun);
  }

  public synchronized List<Call> givenUp() {
    return List.copyOf(givenUp);
  }

  /** Documents that were ingested by two threads at once. */
  public synchronized Set<DocumentId> doubled() {
    return Set.copyOf(doubled);
  }
}
