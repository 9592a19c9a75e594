package dev.parley.adapters.vector.pgvector;

import dev.parley.application.knowledge.PassageIndex;
import dev.parley.application.knowledge.PassageIndexContract;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract on connections that row-level security does not bind: conditions alone must hold.
 */
class FilteredPassageIndexTest extends PassageIndexContract {
  @SuppressWarnings("NullAway.Init")
  private static PassageDatabase database;

  @BeforeAll
  static void createDatabase() {
    database = PassageDatabase.create();
  }

  @Override
  protected PassageIndex open() {
    database.clear();
    return new PgVectorPassageIndex(database.unbound());
  }
}
