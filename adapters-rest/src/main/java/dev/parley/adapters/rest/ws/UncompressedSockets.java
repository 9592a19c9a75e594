package dev.parley.adapters.rest.ws;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.micronaut.http.server.netty.websocket.NettyServerWebSocketUpgradeHandler;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Offers no compression of frames: the framework's would unpack a small frame into one of any size,
 * and holds a dictionary for every socket.
 */
@Singleton
final class UncompressedSockets
    implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new Connection(null));
    return registry;
  }

  /**
   * A connection, or else the listener that makes connections.
   *
   * @param channel null: neither yet
   */
  private record Connection(@Nullable Channel channel) implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel made, ChannelRole role) {
      return new Connection(made);
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (channel != null
          && channel.pipeline().get(NettyServerWebSocketUpgradeHandler.COMPRESSION_HANDLER)
              != null) {
        channel.pipeline().remove(NettyServerWebSocketUpgradeHandler.COMPRESSION_HANDLER);
      }
    }
  }
}
