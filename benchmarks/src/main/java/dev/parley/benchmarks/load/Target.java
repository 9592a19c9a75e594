package dev.parley.benchmarks.load;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that answers questions with streams.
 *
 * @param name for the report
 * @param key sent as bearer token; null: none
 * @param body the request's body for a question
 */
record Target(
    String name,
    InetSocketAddress address,
    String path,
    @Nullable String key,
    Dialect dialect,
    Function<String, String> body) {

  FullHttpRequest request(String question) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            path,
            Unpooled.wrappedBuffer(body.apply(question).getBytes(StandardCharsets.UTF_8)));
    request
        .headers()
        .set(HttpHeaderNames.HOST, address.getHostString() + ":" + address.getPort())
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set(HttpHeaderNames.ACCEPT, "text/event-stream")
        .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
    if (key != null) {
      request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
    }
    return request;
  }
}
