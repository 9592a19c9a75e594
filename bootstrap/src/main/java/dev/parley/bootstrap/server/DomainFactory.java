package dev.parley.bootstrap.server;

import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.bootstrap.settings.ServerSettings.Truncation;
import dev.parley.domain.context.KeepFirstAndLast;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.SlidingWindow;
import dev.parley.domain.context.TruncationStrategy;
import dev.parley.domain.id.Ids;
import dev.parley.domain.id.UuidV7Ids;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What use cases decide with. */
@Factory
final class DomainFactory {
  /** The question that began a conversation, and its answer. */
  private static final int FIRST_TURNS = 2;

  /** Qualifies the executor that gives each task a virtual thread of its own. */
  static final String TASKS = "parley-tasks";

  /** To the microsecond, as PostgreSQL keeps times: what is answered is what is read again. */
  @Singleton
  Clock clock() {
    return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
  }

  @Singleton
  SecureRandom random() {
    return new SecureRandom();
  }

  @Singleton
  Ids ids(Clock clock, SecureRandom random) {
    return new UuidV7Ids(clock, random);
  }

  @Singleton
  TokenCounter tokenCounter() {
    return new EstimatingTokenCounter();
  }

  @Singleton
  Chunker chunker(TokenCounter tokens) {
    return new Chunker(tokens);
  }

  @Singleton
  PromptAssembler promptAssembler(TokenCounter tokens, ServerSettings settings) {
    TruncationStrategy window = new SlidingWindow();
    return new PromptAssembler(
        tokens,
        settings.truncation() == Truncation.FIRST_AND_LAST
            ? new KeepFirstAndLast(FIRST_TURNS, window)
            : window);
  }

  @Named(TASKS)
  @Singleton
  @Bean(preDestroy = "shutdown")
  ExecutorService tasks() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("parley-", 0).factory());
  }
}
