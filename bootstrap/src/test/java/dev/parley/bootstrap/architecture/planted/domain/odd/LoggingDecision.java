package dev.parley.bootstrap.architecture.planted.domain.odd;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Depends on a logger, carries an annotation, asks the clock, the dice and the environment. */
@Singleton
class LoggingDecision {
  private static final Logger log = LoggerFactory.getLogger(LoggingDecision.class);

  Instant time() {
    return Instant.now();
  }

  UUID id() {
    return UUID.randomUUID();
  }

  Optional<String> setting() {
    log.info("asked");
    return Optional.ofNullable(System.getenv("PARLEY_HOME"));
  }
}
