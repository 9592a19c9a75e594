package dev.parley.adapters.persistence.transaction;

import java.io.Serial;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The database refused a statement or could not be reached. The message names the SQL state and the
 * constraint, never the values: a row's content must not reach a log.
 */
public final class StoreFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String sqlState;

  private StoreFailure(String message, String sqlState, SQLException cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  private StoreFailure(String message, String sqlState) {
    super(message);
    this.sqlState = sqlState;
  }

  /** Says what happened; an answer of the server's is told without its detail, which has values. */
  public static StoreFailure of(SQLException failure) {
    String state = failure.getSQLState() == null ? "none" : failure.getSQLState();
    ServerErrorMessage answer =
        failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    return answer == null
        ? new StoreFailure("SQL state " + state, state, failure)
        : new StoreFailure("SQL state " + state + ": " + answer.getMessage(), state);
  }

  /**
   * Whether the connection is gone rather than the statement wrong: class 08, and what a server
   * says that shuts down, was crashed or starts (57P01 to 57P03).
   */
  boolean isOfTheConnection() {
    return sqlState.startsWith("08") || sqlState.startsWith("57P0");
  }

  /** The five characters of PostgreSQL's appendix A, or {@code none}. */
  public String sqlState() {
    return sqlState;
  }
}
