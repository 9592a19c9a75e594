package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.request.PipelineChange;
import io.micronaut.http.server.netty.websocket.NettyServerWebSocketUpgradeHandler;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;

/**
 * Offers no compression of frames: the framework's would unpack a small frame into one of any size,
 * and holds a dictionary for every socket.
 */
@Singleton
final class UncompressedSockets extends PipelineChange {
  @Override
  protected void change(ChannelPipeline pipeline) {
    if (pipeline.get(NettyServerWebSocketUpgradeHandler.COMPRESSION_HANDLER) != null) {
      pipeline.remove(NettyServerWebSocketUpgradeHandler.COMPRESSION_HANDLER);
    }
  }
}
