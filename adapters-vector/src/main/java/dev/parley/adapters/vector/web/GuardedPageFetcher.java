package dev.parley.adapters.vector.web;

import dev.parley.adapters.vector.web.GuardedRequests.Room;
import dev.parley.application.knowledge.PageFetcher;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

/**
 * Fetches pages from wherever {@link FetchSettings#policy()} lets it, as a robot that keeps to what
 * sites ask. Every address on the way to a page is judged anew, and errors tell nothing of the
 * network that this server is in.
 */
public final class GuardedPageFetcher implements PageFetcher {
  private static final int MAX_REDIRECTS = 5;

  private final FetchSettings settings;
  private final GuardedRequests requests;
  private final Robots robots;
  private final Room room;

  public GuardedPageFetcher(FetchSettings settings) {
    this(settings, InetAddress::getAllByName, DefaultClientTlsStrategy.createDefault());
  }

  GuardedPageFetcher(FetchSettings settings, Resolver resolver, TlsSocketStrategy tls) {
    this.settings = Objects.requireNonNull(settings);
    this.requests = new GuardedRequests(settings, resolver, tls);
    this.robots = new Robots(requests);
    this.room = new Room(settings.maxBytes(), false);
  }

  @Override
  public Fetch fetch(WebAddress address, Validators known) {
    Attempt attempt = new Attempt(settings.timeLimit());
    FutureTask<Fetch> task = new FutureTask<>(() -> attempted(address, known, attempt));
    // Looking a name up cannot be broken off, so it is waited for elsewhere.
    Thread.ofPlatform().daemon().name("parley-fetch").start(task);
    try {
      return task.get(settings.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Fetch.Failed(DocumentError.TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a page was fetched", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a page could not be fetched", e.getCause());
    } finally {
      attempt.cancel();
    }
  }

  private Fetch attempted(WebAddress address, Validators known, Attempt attempt) {
    try {
      return followed(address, known, attempt);
    } catch (FetchFailure failure) {
      return new Fetch.Failed(failure.error());
    } catch (IOException e) {
      return new Fetch.Failed(DocumentError.URL_UNREACHABLE);
    }
  }

  private Fetch followed(WebAddress first, Validators known, Attempt attempt) throws IOException {
    WebAddress address = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      robots.requireAllowed(address, attempt);
      Answer answer = requests.get(address, known, room, attempt);
      if (!answer.isRedirect()) {
        return judged(answer, address, known);
      }
      address =
          Redirects.next(address, answer)
              .orElseThrow(() -> new FetchFailure(DocumentError.URL_REFUSED));
    }
    return new Fetch.Failed(DocumentError.URL_UNREACHABLE);
  }

  private static Fetch judged(Answer answer, WebAddress address, Validators known) {
    return switch (answer.status()) {
      case 200 ->
          new Fetch.Fetched(answer.body(), answer.mediaType(), address, answer.validators());
      case 304 ->
          known.equals(Validators.NONE)
              ? new Fetch.Failed(DocumentError.URL_UNREACHABLE)
              : new Fetch.NotModified();
      case 401, 403, 407, 451 -> new Fetch.Failed(DocumentError.URL_PROTECTED);
      case 404, 410 -> new Fetch.Failed(DocumentError.URL_NOT_FOUND);
      default -> new Fetch.Failed(DocumentError.URL_UNREACHABLE);
    };
  }
}
