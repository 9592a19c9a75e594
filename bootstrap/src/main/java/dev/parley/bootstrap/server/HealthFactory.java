package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.catalog.ConfiguredModelCatalog;
import dev.parley.adapters.llm.openai.ProviderState;
import dev.parley.adapters.persistence.queue.IngestionJobs;
import dev.parley.adapters.persistence.redis.Redis;
import dev.parley.adapters.rest.health.HealthProbe;
import dev.parley.adapters.rest.health.HealthProbe.Health;
import dev.parley.adapters.vector.extraction.IsolatedTextExtractor;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.bootstrap.settings.ServerSettings.NodeRole;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code /v1/health} looks at. */
@Factory
final class HealthFactory {
  private static final TenantId NOBODY = new TenantId(new UUID(0, 0));

  private record Probe(String component, boolean isRequired, Supplier<Health> health)
      implements HealthProbe {
    @Override
    public Health check() {
      return health.get();
    }
  }

  @Singleton
  HealthProbe database(Tenants tenants, UnitOfWork unitOfWork) {
    return new Probe(
        "database",
        true,
        () -> {
          unitOfWork.acrossTenants(() -> tenants.list(new PageRequest(1, 1)));
          return Health.UP;
        });
  }

  @Singleton
  HealthProbe vectorIndex(PassageIndex index, PassageStore store) {
    return new Probe(
        "vector_index",
        true,
        () -> {
          index.revisions(NOBODY);
          return Health.up(store.description());
        });
  }

  @Singleton
  HealthProbe jobs(IngestionJobs jobs, ServerSettings settings) {
    if (settings.role() == NodeRole.API) {
      return new Probe("jobs", false, () -> Health.disabled("other nodes work on documents"));
    }
    return new Probe(
        "jobs", true, () -> jobs.isRunning() ? Health.UP : Health.down("no job is processed"));
  }

  @Singleton
  HealthProbe textRecognition() {
    return new Probe(
        "text_recognition",
        false,
        () ->
            IsolatedTextExtractor.readsScans()
                ? Health.UP
                : Health.disabled("there is no Tesseract, so scans have no text"));
  }

  /**
   * Providers come and go without us: one that is down leaves the others, and the offline model.
   */
  @Singleton
  HealthProbe providers(ConfiguredModelCatalog models) {
    return new Probe(
        "providers",
        false,
        () -> {
          if (models.providers().isEmpty()) {
            return Health.disabled("none is configured, the offline model answers");
          }
          boolean allDown =
              models.providers().stream().allMatch(p -> p.state() == ProviderState.DOWN);
          return allDown ? Health.down("none could be reached") : Health.UP;
        });
  }

  @Singleton
  HealthProbe redis(@Nullable Redis redis) {
    if (redis == null) {
      return new Probe(
          "redis", false, () -> Health.disabled("none is configured, events are kept in files"));
    }
    return new Probe(
        "redis", true, () -> redis.isReachable() ? Health.UP : Health.down("no answer"));
  }
}
