package dev.parley.adapters.rest;
import dev.parley.domain.tenant.*;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
final class TmpTest {
  @Test void x() throws Exception {
    RestServer server = RestServer.shared();
    var t = server.tenant();
    RestClient c = RestClient.with(server, server.key(t.id(), Role.TENANT_ADMIN));
    var ds = c.post("/v1/admin/datasets", "{\"name\":\"d\"}").string("id");
    String p = "/v1/admin/datasets/" + ds + "/documents";
    show(c.call("POST", p).send());
    show(c.call("POST", p).body("text/plain", BodyPublishers.ofString("hello")).send());
    show(c.call("POST", p).body("application/xml", BodyPublishers.ofString("<x/>")).send());
    show(c.call("POST", "/v1/chat").body("text/plain", BodyPublishers.ofString("hello")).send());
    show(c.call("POST", "/v1/chat").send());
    show(c.call("GET", "/v1/models").header("Accept", "text/html").send());
    show(c.post(p, "{\"title\":\"T\",\"text\":\"hello\"}"));
    show(c.call("POST", p).multipart("a.md", "# Hi\n\nPumps need grease.".getBytes()).send());
    show(c.call("POST", p).multipart("a.md", "# Hi\n\nPumps need grease every day.".getBytes(), "title", "My title", "tags", "a, B").send());
    show(c.call("POST", p).multipart("a.md", new byte[0]).send());
    show(c.call("POST", p).body("multipart/form-data; boundary=x", BodyPublishers.ofString("--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nhi\r\n--x--\r\n")).send());
    show(c.call("POST", p).body("multipart/form-data; boundary=x", BodyPublishers.ofString("garbage")).send());
    show(c.call("POST", p).body("multipart/form-data", BodyPublishers.ofString("garbage")).send());
    show(c.call("POST", p).multipart("a.txt", "x".repeat(2 << 20).getBytes()).send());
    show(c.call("POST", p).multipart("a.txt", "x".repeat((3 << 20) + 5).getBytes()).send());
    show(c.call("POST", p).multipart("a.txt", "x".repeat((5 << 20) + 5).getBytes()).send());
    String big = "{\"message\":\"" + "x".repeat(2 << 20) + "\"}";
    show(c.post("/v1/chat", big));
    show(c.call("POST", "/v1/chat").body("application/json", BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(big.getBytes()))).send());
    show(c.call("POST", "/v1/chat").body("application/json", BodyPublishers.ofString("x".repeat(8 << 20))).send());
    show(c.post("/v1/chat", "{\"message\":\"" + "x".repeat(900_000) + "\"}"));
    show(c.post(p, "{\"title\":\"T\",\"text\":\"hello\",\"url\":\"http://x\"}"));
    server.ingest(t.id());
    show(c.get(p));
    show(c.call("GET", "/v1/chat?x=%zz").send());
  }
  private static void show(RestClient.Answer a) { System.out.println("#### " + a.status() + " " + a.text() + " " + a.headers().map().get("connection")); }
}
