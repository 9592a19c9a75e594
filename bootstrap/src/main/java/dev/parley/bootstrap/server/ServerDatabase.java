package dev.parley.bootstrap.server;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgres;
import dev.parley.adapters.persistence.embedded.HomeLock;
import dev.parley.adapters.persistence.schema.SchemaMigrations;
import dev.parley.bootstrap.settings.DatabaseSettings;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.bootstrap.settings.ServerSettings.VectorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The home folder, held by this process alone, and the database: an embedded one in it, or an
 * ordinary server. Closing it stops the embedded one and lets go of the folder.
 */
public final class ServerDatabase implements AutoCloseable {
  private final HomeLock home;
  private final @Nullable EmbeddedPostgres embedded;
  private final DatabaseSettings address;
  private final VectorStore vectorStore;

  private ServerDatabase(
      HomeLock home,
      @Nullable EmbeddedPostgres embedded,
      DatabaseSettings address,
      VectorStore vectorStore) {
    this.home = home;
    this.embedded = embedded;
    this.address = address;
    this.vectorStore = vectorStore;
  }

  /**
   * What became of the schema.
   *
   * @param applied how many migrations that took
   * @param passages where passages are found
   */
  public record Migrated(int applied, PassageStore passages) {}

  /** Takes the home folder, and starts the embedded database where no other is configured. */
  public static ServerDatabase open(ServerSettings settings) {
    HomeLock home = lock(settings.home());
    try {
      if (settings.database().isPresent()) {
        return new ServerDatabase(home, null, settings.database().get(), settings.vectorStore());
      }
      EmbeddedPostgres embedded = EmbeddedPostgres.start(home);
      return new ServerDatabase(
          home,
          embedded,
          new DatabaseSettings(embedded.jdbcUrl(), embedded.username(), embedded.password()),
          settings.vectorStore());
    } catch (RuntimeException fault) {
      home.close();
      throw new StartupFailure(fault);
    }
  }

  private static HomeLock lock(Path home) {
    try {
      Files.createDirectories(home);
      return HomeLock.acquire(home);
    } catch (IOException e) {
      throw new StartupFailure("PARLEY_HOME: cannot make the folder " + home, e);
    } catch (RuntimeException e) {
      throw new StartupFailure(e);
    }
  }

  /** Brings the schema up to date, with the tables of passages where they belong here. */
  public Migrated migrate() {
    try {
      int applied =
          SchemaMigrations.migrate(address.jdbcUrl(), address.username(), address.password());
      PassageStore passages = PassageStore.choose(vectorStore, address);
      return new Migrated(applied + passages.applied(), passages);
    } catch (StartupFailure refusal) {
      throw refusal;
    } catch (RuntimeException fault) {
      throw new StartupFailure(fault);
    }
  }

  DatabaseSettings address() {
    return address;
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
    home.close();
  }
}
