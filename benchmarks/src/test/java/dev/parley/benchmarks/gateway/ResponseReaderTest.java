package dev.parley.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
  private static final String WITH_LENGTH =
      "HTTP/1.1 200 OK\r\nServer: x\r\nCONTENT-length:  11\r\n\r\nhello\r\n\r\nyo";
  private static final String CHUNKED =
      String.join(
          "\r\n",
          "HTTP/1.1 429 Too Many",
          "Transfer-Encoding: chunked",
          "Connection: close",
          "",
          "5;a=b",
          "hello",
          "A",
          "",
          "12345678",
          "0",
          "Trailer: y",
          "",
          "");

  private final ResponseReader reader = new ResponseReader();

  private void take(String text, int at) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int from = 0; from < bytes.length; from += at) {
      assertThat(reader.isDone()).isFalse();
      reader.take(ByteBuffer.wrap(bytes, from, Math.min(at, bytes.length - from)));
    }
  }

  private String body() {
    return new String(reader.body(), 0, reader.bodyLength(), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void readsOneAfterAnotherHoweverTheyAreCut(int at) throws IOException {
    take(WITH_LENGTH, at);

    assertThat(reader.isDone()).isTrue();
    assertThat(reader.status()).isEqualTo(200);
    assertThat(reader.isClosing()).isFalse();
    assertThat(body()).isEqualTo("hello\r\n\r\nyo");

    reader.reset();
    take(CHUNKED, at);

    assertThat(reader.isDone()).isTrue();
    assertThat(reader.status()).isEqualTo(429);
    assertThat(reader.isClosing()).isTrue();
    assertThat(body()).isEqualTo("hello\r\n12345678");
  }

  @Test
  void readsAnEmptyBody() throws IOException {
    take("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 1_000);

    assertThat(reader.isDone()).isTrue();
    assertThat(reader.bodyLength()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\n",
        "SSH-2.0\r\n",
        "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc"
      })
  void refusesWhatIsNoSuchResponse(String text) {
    assertThatThrownBy(() -> take(text, 1_000)).isInstanceOf(IOException.class);
  }
}
