package dev.parley.adapters.vector.web;

import dev.parley.domain.knowledge.DocumentError;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails when more comes than there may be, whatever was announced. */
final class LimitedStream extends FilterInputStream {
  private long left;

  LimitedStream(InputStream in, long limit) {
    super(in);
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int octet = super.read();
    if (octet >= 0) {
      count(1);
    }
    return octet;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      count(read);
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int read) throws FetchFailure {
    left -= read;
    if (left < 0) {
      throw new FetchFailure(DocumentError.TOO_LARGE);
    }
  }
}
