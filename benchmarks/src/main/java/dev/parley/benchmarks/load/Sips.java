package dev.parley.benchmarks.load;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/** Has a channel read single bytes, until it need not any more. */
final class Sips extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int MOUTHFUL = 1 << 16;

  private boolean hurried;

  Sips() {
    super(1);
  }

  void hurry() {
    hurried = true;
  }

  @Override
  public ExtendedHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return hurried ? MOUTHFUL : 1;
      }
    };
  }
}
