package dev.parley.bootstrap.demo;

import dev.parley.application.bot.Bots;
import dev.parley.application.bot.KeepBots;
import dev.parley.application.knowledge.AddDocument;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.knowledge.KeepDatasets;
import dev.parley.application.knowledge.RemoveDocument;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.bootstrap.platform.PlatformKeys;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sets the demo tenant up, or brings it up to date. What people changed in it stays. */
@Singleton
public final class DemoTenant {
  private static final Slug SLUG = new Slug("demo");
  private static final String KEY_NAME = "demo";
  private static final String DATASET_NAME = "Parley documentation";
  private static final Duration POLL = Duration.ofMillis(50);

  private static final String SYSTEM_PROMPT =
      """
      You answer questions about Parley, a self-hosted chat and knowledge platform, \
      and about documents that people have uploaded to try it out.""";

  private final PlatformKeys platformKeys;
  private final Bots bots;
  private final KeepBots keepBots;
  private final Datasets datasets;
  private final KeepDatasets keepDatasets;
  private final Documents documents;
  private final AddDocument addDocument;
  private final RemoveDocument removeDocument;
  private final SecureRandom random;

  DemoTenant(
      PlatformKeys platformKeys,
      Bots bots,
      KeepBots keepBots,
      Datasets datasets,
      KeepDatasets keepDatasets,
      Documents documents,
      AddDocument addDocument,
      RemoveDocument removeDocument,
      SecureRandom random) {
    this.platformKeys = platformKeys;
    this.bots = bots;
    this.keepBots = keepBots;
    this.datasets = datasets;
    this.keepDatasets = keepDatasets;
    this.documents = documents;
    this.addDocument = addDocument;
    this.removeDocument = removeDocument;
    this.random = random;
  }

  /** What was set up. */
  public record Demo(TenantId tenant, ApiKeySecret key, DatasetId dataset) {}

  /**
   * Sets up tenant, key, dataset and bot, and has the documentation ingested.
   *
   * @param home where a made key is kept
   * @param configured the key the environment names
   */
  public Demo setUp(Path home, Optional<ApiKeySecret> configured) {
    TenantId tenant = platformKeys.ensureTenant(SLUG, "Demo").id();
    ApiKeySecret key = configured.orElseGet(() -> DemoKey.keptIn(home, random));
    platformKeys.ensureKey(tenant, KEY_NAME, Set.of(Role.TENANT_ADMIN), key);
    DatasetId dataset = ensureDataset(tenant);
    ensureBot(tenant, dataset);
    return new Demo(tenant, key, dataset);
  }

  /** Brings the documentation in the dataset to that of this version. */
  public void updateDocumentation(Demo demo) {
    List<Document> present = allOf(demo);
    Set<DocumentId> current = new HashSet<>();
    for (Documentation.Page page : Documentation.pages()) {
      AddDocument.Command command =
          new AddDocument.Command(
              administrator(demo.tenant()),
              demo.dataset(),
              page.title(),
              page.filename(),
              List.of(Documentation.TAG),
              page.content());
      if (addDocument.add(command) instanceof Outcome.Done<Document> done) {
        current.add(done.value().id());
      }
    }
    present.stream()
        .filter(document -> document.tags().contains(Documentation.TAG))
        .filter(document -> !current.contains(document.id()))
        .forEach(
            old -> removeDocument.remove(administrator(demo.tenant()), demo.dataset(), old.id()));
  }

  /** Waits until the documentation can be asked about; false if that takes longer than given. */
  public boolean awaitDocumentation(Demo demo, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!allOf(demo).stream().map(Document::status).allMatch(DocumentStatus::isFinal)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  private List<Document> allOf(Demo demo) {
    return Page.all(page -> documents.list(demo.tenant(), demo.dataset(), page));
  }

  private DatasetId ensureDataset(TenantId tenant) {
    List<Dataset> present = datasets.list(tenant, new PageRequest(1, PageRequest.MAX_SIZE)).items();
    return present.stream()
        .filter(dataset -> dataset.name().equals(DATASET_NAME))
        .map(Dataset::id)
        .findFirst()
        .orElseGet(() -> createDataset(tenant));
  }

  private DatasetId createDataset(TenantId tenant) {
    KeepDatasets.Settings settings =
        new KeepDatasets.Settings(
            DATASET_NAME, "What Parley is and how it is run.", List.of("demo"), null, null);
    return done(keepDatasets.create(administrator(tenant), settings)).id();
  }

  private void ensureBot(TenantId tenant, DatasetId dataset) {
    if (bots.findBySlug(tenant, SLUG).isPresent()) {
      return;
    }
    KeepBots.Settings settings =
        new KeepBots.Settings(
            SLUG,
            "Parley demo",
            SYSTEM_PROMPT,
            null,
            null,
            List.of(dataset),
            List.of(),
            List.of(),
            RetrievalSettings.DEFAULT,
            "Ask me about Parley, or add a document of your own.",
            null,
            true);
    done(keepBots.create(administrator(tenant), settings));
  }

  private static Principal administrator(TenantId tenant) {
    return new Principal(tenant, "system:demo", Set.of(Role.TENANT_ADMIN));
  }

  private static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> done.value();
      case Outcome.Refused<T> refused ->
          throw new IllegalStateException("demo tenant: " + refused.refusal());
    };
  }
}
