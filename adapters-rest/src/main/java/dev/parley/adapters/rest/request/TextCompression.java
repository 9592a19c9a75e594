package dev.parley.adapters.rest.request;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.netty.DefaultHttpCompressionStrategy;
import io.micronaut.http.server.netty.HttpCompressionStrategy;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import jakarta.inject.Singleton;

/**
 * Compresses text for those who ask for it, but no event stream: the framework's own strategy does,
 * and the compressor then keeps events back until it has enough of them.
 */
@Singleton
@Replaces(DefaultHttpCompressionStrategy.class)
final class TextCompression implements HttpCompressionStrategy {
  /** Below it, compressing costs more than it saves. */
  private static final long LEAST_BYTES = 1024;

  private static final int MOST_ZSTD_BYTES = 1 << 25;

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public boolean shouldCompress(HttpResponse response) {
    String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
    return type != null
        && !type.startsWith(MediaType.TEXT_EVENT_STREAM)
        && (MediaType.isTextBased(type) || type.endsWith("+json"))
        && HttpUtil.getContentLength(response, Long.MAX_VALUE) >= LEAST_BYTES;
  }

  @Override
  public int getMaxZstdEncodeSize() {
    return MOST_ZSTD_BYTES;
  }
}
