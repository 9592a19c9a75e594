package dev.parley.adapters.rest.request;

import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import jakarta.inject.Singleton;

/**
 * Keeps a carriage return that a piece of a multipart body ends with, and puts it before the next
 * piece. Netty's decoder takes one that comes apart from its line feed for the end of the part
 * before, so that a file has a byte too many now and then (netty/netty#17383).
 */
@Singleton
final class WholeLineBreaks extends PipelineChange {
  @Override
  protected void change(ChannelPipeline pipeline) {
    String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
    if (pipeline.get(codec) != null) {
      pipeline.addAfter(codec, "whole-line-breaks", new Handler());
    }
  }

  /** Of one connection, whose requests come one after the other. */
  private static final class Handler extends ChannelInboundHandlerAdapter {
    private static final byte CARRIAGE_RETURN = '\r';
    private static final String MULTIPART = "multipart/";

    private boolean multipart;
    private boolean held;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        multipart = type.regionMatches(true, 0, MULTIPART, 0, MULTIPART.length());
        held = false;
      }
      context.fireChannelRead(
          multipart && message instanceof HttpContent piece ? whole(context, piece) : message);
    }

    private HttpContent whole(ChannelHandlerContext context, HttpContent piece) {
      ByteBuf bytes = piece.content();
      int length = bytes.readableBytes();
      boolean hold =
          !(piece instanceof LastHttpContent)
              && length > 0
              && bytes.getByte(bytes.writerIndex() - 1) == CARRIAGE_RETURN;
      if (!held && !hold) {
        return piece;
      }
      ByteBuf moved = context.alloc().buffer(length + 1);
      if (held) {
        moved.writeByte(CARRIAGE_RETURN);
      }
      moved.writeBytes(bytes, bytes.readerIndex(), hold ? length - 1 : length);
      held = hold;
      HttpContent whole = piece.replace(moved);
      whole.setDecoderResult(piece.decoderResult());
      piece.release();
      return whole;
    }
  }
}
