package dev.parley.adapters.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.tenant.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Files are what was sent, wherever the network cuts the request. */
class SplitUploadTest {
  private static final String BODY =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
          + "one\r\ntwo\r"
          + "\r\n--b--\r\n";

  private final RestServer server = RestServer.shared();
  private final String key = server.key(server.tenant().id(), Role.CHAT);

  @Test
  void takesNoByteMoreOrLess() throws Exception {
    int content = BODY.indexOf("one");
    for (int cut = content; cut < BODY.length(); cut++) {
      String answer = upload(BODY.substring(0, cut), BODY.substring(cut));

      assertThat(answer).as("cut at " + cut).startsWith("HTTP/1.1 201 ").contains("\"bytes\":9,");
    }
  }

  private String upload(String first, String second) throws IOException, InterruptedException {
    URI address = server.uri();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /v1/files HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Authorization: Bearer "
                  + key
                  + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                  + BODY.length()
                  + "\r\n\r\n"
                  + first)
              .getBytes(ISO_8859_1));
      out.flush();
      // So that the two are read apart; together they would pass for another reason.
      Thread.sleep(20);
      out.write(second.getBytes(ISO_8859_1));
      out.flush();
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), UTF_8);
      }
    }
  }
}
