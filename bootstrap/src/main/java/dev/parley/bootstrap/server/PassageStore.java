package dev.parley.bootstrap.server;

import dev.parley.adapters.vector.pgvector.PassageSchema;
import dev.parley.adapters.vector.pgvector.PassageSchema.Unavailable;
import dev.parley.adapters.vector.pgvector.PassageSchema.Unusable;
import dev.parley.adapters.vector.pgvector.PassageSchema.Usable;
import dev.parley.bootstrap.settings.DatabaseSettings;
import dev.parley.bootstrap.settings.ServerSettings.VectorStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this server finds passages.
 *
 * @param pgvector the version of the extension; null: in Lucene
 * @param applied how many migrations its tables took
 */
record PassageStore(@Nullable String pgvector, int applied) {
  private static final Logger log = LoggerFactory.getLogger(PassageStore.class);
  private static final PassageStore LUCENE = new PassageStore(null, 0);

  /**
   * Does as it is told, or takes pgvector where the database has it; makes its tables then.
   *
   * @throws StartupFailure if pgvector is asked for and cannot be had
   */
  static PassageStore choose(VectorStore wanted, DatabaseSettings database) {
    return switch (wanted) {
      case LUCENE -> LUCENE;
      case PGVECTOR -> {
        try {
          yield inDatabase(database);
        } catch (Unavailable fault) {
          throw new StartupFailure("RAG_VECTOR_STORE: pgvector, but " + fault.getMessage(), fault);
        }
      }
      case AUTO -> whatIsThere(database);
    };
  }

  private static PassageStore whatIsThere(DatabaseSettings database) {
    try {
      PassageSchema.Offer offer = offer(database);
      if (offer instanceof Unusable unusable) {
        log.info("passages are found in Lucene: {}", unusable.reason());
        return LUCENE;
      }
      return inDatabase(database);
    } catch (Unavailable fault) {
      log.warn("passages are found in Lucene: {}", fault.getMessage());
      return LUCENE;
    }
  }

  private static PassageStore inDatabase(DatabaseSettings database) {
    return switch (offer(database)) {
      case Unusable unusable ->
          throw new StartupFailure("RAG_VECTOR_STORE: pgvector, but " + unusable.reason());
      case Usable usable -> {
        int applied =
            PassageSchema.migrate(database.jdbcUrl(), database.username(), database.password());
        log.info("passages are found in pgvector {}", usable.version());
        yield new PassageStore(usable.version(), applied);
      }
    };
  }

  private static PassageSchema.Offer offer(DatabaseSettings database) {
    return PassageSchema.offer(database.jdbcUrl(), database.username(), database.password());
  }

  boolean isPgVector() {
    return pgvector != null;
  }

  /** Its name and version, for people. */
  String description() {
    return pgvector == null ? "Lucene" : "pgvector " + pgvector;
  }
}
