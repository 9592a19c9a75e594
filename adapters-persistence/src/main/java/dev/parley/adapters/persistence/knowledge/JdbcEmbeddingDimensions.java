package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.application.model.EmbeddingDimensions;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Lengths of vectors in PostgreSQL, the same for all nodes. To be asked outside units of work. */
public final class JdbcEmbeddingDimensions implements EmbeddingDimensions {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcEmbeddingDimensions(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public OptionalInt of(String model) {
    Optional<Integer> recorded =
        unitOfWork.rowsOfAll(
            sql ->
                sql.first(
                    "SELECT dimension FROM embedding_models WHERE model = ?",
                    row -> row.int32("dimension"),
                    model));
    return recorded.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  @Override
  public int record(String model, int dimension) {
    unitOfWork.rowsOfAll(
        sql ->
            sql.update(
                """
                INSERT INTO embedding_models (model, dimension)
                VALUES (?, ?)
                ON CONFLICT (model) DO NOTHING
                """,
                model,
                dimension));
    return of(model).orElseThrow();
  }
}
