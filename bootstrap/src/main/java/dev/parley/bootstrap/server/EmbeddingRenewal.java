package dev.parley.bootstrap.server;

import dev.parley.application.knowledge.RenewEmbeddings;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has documents embedded again in the background, where an earlier model made their vectors. */
final class EmbeddingRenewal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddingRenewal.class);

  private static final Duration AGAIN = Duration.ofSeconds(30);

  /** Documents from one word of progress to the next. */
  private static final int STEP = 100;

  private final RenewEmbeddings renewEmbeddings;
  private final String model;
  private final Thread thread;

  EmbeddingRenewal(RenewEmbeddings renewEmbeddings, String model) {
    this.renewEmbeddings = Objects.requireNonNull(renewEmbeddings);
    this.model = Objects.requireNonNull(model);
    this.thread = Thread.ofVirtual().name("embedding-renewal").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!renewed()) {
        Thread.sleep(AGAIN);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean renewed() throws InterruptedException {
    try {
      int left = renewEmbeddings.left();
      if (left > 0) {
        log.info("{} documents were embedded by another model; embedding them by {}", left, model);
      }
      long done =
          renewEmbeddings.renewAll(
              count -> {
                if (count % STEP == 0) {
                  log.info("embedded {} of {} documents by {}", count, left, model);
                }
              });
      if (done > 0) {
        log.info("embedded {} documents by {}; no vectors of other models are left", done, model);
      }
      return true;
    } catch (RuntimeException fault) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("closed while embedding");
      }
      log.error("embedding by {} failed, will be tried again in {}", model, AGAIN, fault);
      return false;
    }
  }

  /** What is not done is done after the next start. */
  @Override
  public void close() {
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
