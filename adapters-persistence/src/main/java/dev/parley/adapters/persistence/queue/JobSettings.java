package dev.parley.adapters.persistence.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * How {@link IngestionJobs} works.
 *
 * @param node name of this node, the same after a restart and no other node's
 * @param threads how many documents are ingested at a time
 * @param patience how long a stop waits for documents that are being ingested
 * @param polling how often the queue is looked at for what others enqueued or left
 * @param heartbeat how often a node shows that it is alive; after {@link #MISSED_HEARTBEATS}
 *     missing ones another node takes its documents over
 * @param attempts how often ingesting a document is tried
 * @param firstDelay how long after the first failure it is tried again; doubled each time
 */
public record JobSettings(
    String node,
    int threads,
    Duration patience,
    Duration polling,
    Duration heartbeat,
    int attempts,
    Duration firstDelay) {
  static final int MISSED_HEARTBEATS = 4;

  /** As many as may be missing, and two until the scheduler looks for those who miss some. */
  private static final int HEARTBEATS_PER_LEASE = MISSED_HEARTBEATS + 2;

  private static final int MAX_NAME_LENGTH = 50;

  public JobSettings {
    if (node.isBlank()) {
      throw new IllegalArgumentException("node: blank (expected: a name)");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: 1 or more)");
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or more)");
    }
  }

  /**
   * Five attempts over half a minute.
   *
   * @param lease how long after a node's last sign of life others have taken over what it held
   */
  public static JobSettings of(String node, int threads, Duration patience, Duration lease) {
    return new JobSettings(
        node,
        threads,
        patience,
        Duration.ofSeconds(1),
        lease.dividedBy(HEARTBEATS_PER_LEASE),
        5,
        Duration.ofSeconds(2));
  }

  /** The node's name as it stands in the table. The scheduler would cut off what is too long. */
  String schedulerName() {
    if (node.length() <= MAX_NAME_LENGTH) {
      return node;
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(node.getBytes(UTF_8));
      String end = "-" + HexFormat.of().formatHex(hash, 0, 8);
      return node.substring(0, MAX_NAME_LENGTH - end.length()) + end;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
