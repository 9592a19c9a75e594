package dev.parley.adapters.persistence.journal;

import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.util.UUID;

/** A run and whose it is. Its text form is a member of the journal's keys in Redis. */
record RunKey(TenantId tenant, RunId run) {
  static final String PREFIX = "parley:journal:";

  /** Reads the text form. */
  static RunKey parse(String member) {
    int colon = member.indexOf(':');
    return new RunKey(
        new TenantId(UUID.fromString(member.substring(0, colon))),
        new RunId(UUID.fromString(member.substring(colon + 1))));
  }

  /** The key of the run's stream. */
  String stream() {
    return PREFIX + "run:" + this;
  }

  @Override
  public String toString() {
    return tenant + ":" + run;
  }
}
