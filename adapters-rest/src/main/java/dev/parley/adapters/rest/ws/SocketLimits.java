package dev.parley.adapters.rest.ws;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What a socket may do and for how long. No setting of an installation: tests choose others.
 *
 * @param authTime how long a socket may be open before it says who it is
 * @param ping between two pings of this side
 * @param silence after which a peer that has sent nothing, not even a pong, is gone
 * @param idle after which a socket that watches nothing and asks for nothing is closed
 * @param stall how long a peer may take none of what it is sent
 * @param farewell how long a peer may take to answer a close frame
 * @param runs watched at a time by a socket
 * @param socketsPerCaller open at a time
 * @param strangers sockets at a time that have not said who they are, of everyone together
 * @param waitingFrames taken in and not worked on yet, of a socket
 */
@ConfigurationProperties("parley.sockets")
record SocketLimits(
    @Bindable(defaultValue = "10s") Duration authTime,
    @Bindable(defaultValue = "25s") Duration ping,
    @Bindable(defaultValue = "60s") Duration silence,
    @Bindable(defaultValue = "15m") Duration idle,
    @Bindable(defaultValue = "30s") Duration stall,
    @Bindable(defaultValue = "5s") Duration farewell,
    @Bindable(defaultValue = "64") int runs,
    @Bindable(defaultValue = "100") int socketsPerCaller,
    @Bindable(defaultValue = "1000") int strangers,
    @Bindable(defaultValue = "256") int waitingFrames) {

  /** The largest frame, and the largest message in several frames, that is taken. */
  static final int FRAME_BYTES = 1 << 20;

  /** All that may wait in a socket, however few frames it is. */
  static final int WAITING_BYTES = 4 << 20;
}
