package dev.parley.adapters.persistence.embedded;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a crash may cost, and with it the settings of the server. They are given on the command
 * line, where no edited configuration file outranks them.
 */
enum Durability {
  /** What was committed stays, through a kill and through a power cut. */
  DURABLE("on", 60),
  /** For tests: a crash may ruin the data, in exchange for speed, and many pools may connect. */
  DISPOSABLE("off", 200);

  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("shared_buffers", "64MB"),
          Map.entry("max_wal_size", "512MB"),
          // Nothing replicates from here, so there is no use for the process that would look after
          // it.
          Map.entry("max_logical_replication_workers", "0"),
          // No helper processes for reading ahead: the operating system's cache holds a small
          // database.
          Map.entry("io_method", "sync"),
          // Compiling a query costs more than the short ones here take.
          Map.entry("jit", "off"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          // Life and death of the server only: errors of statements carry values, and reach the
          // client anyway.
          Map.entry("log_min_messages", "log"),
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_statement", "none"),
          Map.entry("log_min_duration_statement", "-1"),
          Map.entry("log_parameter_max_length", "0"),
          Map.entry("log_parameter_max_length_on_error", "0"),
          Map.entry("log_checkpoints", "off"),
          Map.entry("log_connections", ""),
          Map.entry("log_autovacuum_min_duration", "-1"));

  private final String flushing;
  private final int connections;

  Durability(String flushing, int connections) {
    this.flushing = flushing;
    this.connections = connections;
  }

  /** The settings as arguments of the server. */
  List<String> arguments() {
    Map<String, String> own =
        Map.of(
            "fsync", flushing,
            "full_page_writes", flushing,
            "max_connections", Integer.toString(connections),
            "synchronous_commit", flushing);
    return Stream.concat(COMMON.entrySet().stream(), own.entrySet().stream())
        .sorted(Map.Entry.comparingByKey())
        .flatMap(setting -> Stream.of("-c", setting.getKey() + "=" + setting.getValue()))
        .toList();
  }

  /** Further arguments for making the data directory. */
  List<String> initdbArguments() {
    return this == DURABLE ? List.of() : List.of("--no-sync");
  }
}
