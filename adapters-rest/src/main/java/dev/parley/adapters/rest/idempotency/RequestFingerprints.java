package dev.parley.adapters.rest.idempotency;

import dev.parley.adapters.rest.intake.LargeBodies;
import dev.parley.application.idempotency.Fingerprint;
import dev.parley.domain.digest.FieldDigest;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.body.ByteBody.SplitBackpressureMode;
import io.micronaut.http.body.CloseableAvailableByteBody;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Fingerprints of requests: method, path with query, type of the body, and its bytes. */
final class RequestFingerprints {
  private static final String FORM = "parley.idempotent-request.v1";

  private RequestFingerprints() {}

  /** Whether the body may be longer than what is held in memory. */
  static boolean isLong(HttpRequest<?> request) {
    return request.getContentLength() > LargeBodies.ORDINARY_LIMIT
        || request
            .getContentType()
            .map(type -> type.matches(MediaType.MULTIPART_FORM_DATA_TYPE))
            .orElse(false);
  }

  /**
   * Waits for the body, of which the controller gets all the same.
   *
   * @throws java.util.concurrent.CompletionException if it is too long, or ends before it should
   */
  static Fingerprint of(ServerHttpRequest<?> request) {
    try (CloseableAvailableByteBody body =
        request.byteBody().split(SplitBackpressureMode.FASTEST).buffer().join()) {
      MessageDigest digest = sha256();
      digest.update(body.toByteArray());
      return fingerprint(request, digest);
    }
  }

  /**
   * Reads the body while the controller does; completes when, and if, all has been read. Waits
   * until the connection's own thread shares the body, since it may go on with the request itself,
   * and then the controller would begin to read before.
   */
  static CompletableFuture<Fingerprint> meanwhile(ServerHttpRequest<?> request) {
    CompletableFuture<Fingerprint> known =
        read(
            request,
            request.byteBody().split(SplitBackpressureMode.SLOWEST).toByteArrayPublisher());
    EventLoop loop =
        ((NettyHttpRequest<?>) request).getChannelHandlerContext().channel().eventLoop();
    // It does in order what it was asked.
    CompletableFuture.runAsync(() -> {}, loop).join();
    return known;
  }

  /** Reads the body in place of a controller, so that none can read it afterwards. */
  static Fingerprint alone(ServerHttpRequest<?> request) {
    ByteBody body = request.byteBody().move();
    return read(request, body.toByteArrayPublisher()).join();
  }

  private static CompletableFuture<Fingerprint> read(
      HttpRequest<?> request, Publisher<byte[]> body) {
    MessageDigest digest = sha256();
    return Flux.from(body)
        .doOnNext(digest::update)
        .then()
        .toFuture()
        .thenApply(read -> fingerprint(request, digest));
  }

  private static Fingerprint fingerprint(HttpRequest<?> request, MessageDigest body) {
    URI uri = request.getUri();
    return Fingerprint.of(
        new FieldDigest(FORM)
            .text(request.getMethodName())
            .text(uri.getRawPath())
            .text(uri.getRawQuery())
            .text(request.getHeaders().get(HttpHeaders.CONTENT_TYPE))
            .bytes(body.digest())
            .hash());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
