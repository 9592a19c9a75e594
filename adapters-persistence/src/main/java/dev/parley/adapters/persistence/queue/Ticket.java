package dev.parley.adapters.persistence.queue;

import dev.parley.domain.tenant.TenantId;
import java.util.UUID;

/**
 * What is kept with a document that waits. Each request to ingest it has a number of its own, so
 * that one which comes while the document is being ingested can be told from the one before.
 */
record Ticket(TenantId tenant, UUID number) {
  private static final char SEPARATOR = '/';

  static Ticket parse(String text) {
    int separator = text.indexOf(SEPARATOR);
    return new Ticket(
        new TenantId(UUID.fromString(text.substring(0, separator))),
        UUID.fromString(text.substring(separator + 1)));
  }

  @Override
  public String toString() {
    return tenant.toString() + SEPARATOR + number;
  }
}
