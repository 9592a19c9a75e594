package dev.parley.adapters.rest.request;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/** Changes what handles each connection, once the framework has set it up. */
public abstract class PipelineChange
    implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  /** Changes the handlers of a new connection; called on its event loop. */
  protected abstract void change(ChannelPipeline pipeline);

  @Override
  public final NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new Connection(this, null));
    return registry;
  }

  /**
   * A connection, or else the listener that makes connections.
   *
   * @param channel null: neither yet
   */
  private record Connection(PipelineChange change, @Nullable Channel channel)
      implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel made, ChannelRole role) {
      return new Connection(change, made);
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (channel != null) {
        change.change(channel.pipeline());
      }
    }
  }
}
