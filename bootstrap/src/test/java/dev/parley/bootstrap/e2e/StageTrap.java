package dev.parley.bootstrap.e2e;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a document in a stage of its ingestion: from the outside, by a lock on its row, since
 * nobody can go on to the next stage without writing there.
 */
final class StageTrap implements AutoCloseable {
  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private final Connection connection;

  private StageTrap(Connection connection) {
    this.connection = connection;
  }

  /** Where a document is. */
  enum Stage {
    PARSING,
    CHUNKING,
    EMBEDDING,
    /** Its chunks are stored; they are being put into the index. */
    INDEXING;

    private static Stage of(String status, double progress) {
      return switch (status) {
        case "queued", "parsing" -> PARSING;
        case "chunking" -> CHUNKING;
        case "embedding" -> progress < 0.95 ? EMBEDDING : INDEXING;
        default -> throw new AssertionError("the stage is over: " + status);
      };
    }

    /** In the middle rather than at the beginning, where there is a middle. */
    private boolean isReached(String status, double progress) {
      return switch (this) {
        case PARSING -> status.equals("parsing");
        case EMBEDDING -> of(status, progress) == EMBEDDING && progress > 0.4;
        case CHUNKING, INDEXING -> of(status, progress) == this;
      };
    }
  }

  /** Waits until a document is in a stage, and keeps it there until this is closed. */
  static StageTrap at(Stage stage, SharedDatabase database, String document) throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    while (true) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT status, progress FROM documents WHERE id = ? FOR UPDATE")) {
        statement.setObject(1, UUID.fromString(document));
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          if (stage.isReached(row.getString("status"), row.getDouble("progress"))) {
            return new StageTrap(connection);
          }
          Stage now = Stage.of(row.getString("status"), row.getDouble("progress"));
          if (now.compareTo(stage) > 0) {
            connection.close();
            throw new AssertionError("missed " + stage + ", it is " + now + " already");
          }
        }
      }
      connection.rollback();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** The name of the worker that has the document. */
  String worker(String document) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT picked_by FROM scheduled_tasks WHERE task_instance = ? AND picked")) {
      statement.setString(1, document);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString("picked_by");
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
