package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Flask, Django and gevent do what their users know of them. */
class FrameworksIT {

  private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
  private static final String FORM = "application/x-www-form-urlencoded";

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void thePlainExampleIsServed() {
    Web web = example("plain", "app:app");
    assertThat(web.text("/")).contains("<h1>It runs.</h1>", "junicorn");
    assertThat(Web.text(web.post("/echo", "hello".getBytes(UTF_8)))).isEqualTo("hello");
    assertThat(web.text("/slow?seconds=0.1")).isEqualTo("That took a while.\n");
    assertThat(web.get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void theFlaskExampleIsServed() {
    Web web = example("flask", "app:app");
    assertThat(web.text("/")).startsWith("Hello from Flask, worker ");
    assertThat(web.json("/hello/J%C3%B6rg").path("message").asString())
        .isEqualTo("Hello, J\u00f6rg!");
    HttpResponse<byte[]> upload =
        web.post("/upload", BodyPublishers.ofString("colour=light+blue"), FORM);
    assertThat(Web.json(upload).path("fields").path("colour").asString()).isEqualTo("light blue");
    assertThat(web.get("/upload").statusCode()).isEqualTo(405);
  }

  @Test
  void theDjangoExampleIsServed() {
    Web web = example("django", "mysite.wsgi");
    assertThat(web.json("/?name=it").path("message").asString()).isEqualTo("Hello, it!");
    assertThat(web.get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void flaskStreamsRedirectsSetsCookiesAndFails() {
    Junicorn server = servers.serve("flask_app", "--workers", "2", "--threads", "2");
    Web web = server.web();
    assertThat(web.text("/stream?n=3")).isEqualTo("line 0\nline 1\nline 2\n");
    assertThat(web.get("/redirect").statusCode()).isEqualTo(302);
    assertThat(web.get("/redirect").headers().firstValue("Location")).hasValue("/json");
    assertThat(web.json("/json?a=1").path("args").path("a").asString()).isEqualTo("1");
    HttpResponse<byte[]> cookies = web.send(web.to("/cookies").header("Cookie", "count=6"));
    assertThat(cookies.headers().allValues("Set-Cookie"))
        .containsExactly("flavour=oat; HttpOnly; Path=/", "count=7; Path=/");
    assertThat(web.get("/error").statusCode()).isEqualTo(500);
    server.awaitLine("RuntimeError: on purpose");
    JsonNode address = web.json("/address");
    assertThat(address.path("remote").asString()).isEqualTo("127.0.0.1");
    assertThat(address.path("url").asString()).isEqualTo(web.origin() + "/address");
    server.stop();
  }

  @Test
  void flaskReceivesFilesOfAForm() {
    Web web = servers.serve("flask_app", "--workers", "1").web();
    String file = "x".repeat(300_000);
    String form =
        """
        --cut\r
        Content-Disposition: form-data; name="file"; filename="a file.bin"\r
        Content-Type: application/octet-stream\r
        \r
        %s\r
        --cut--\r
        """
            .formatted(file);
    JsonNode answer =
        Web.json(
            web.post(
                "/upload", BodyPublishers.ofString(form), "multipart/form-data; boundary=cut"));
    assertThat(answer.path("name").asString()).isEqualTo("a file.bin");
    assertThat(answer.path("length").asInt()).isEqualTo(file.length());
  }

  @Test
  void flaskSendsARangeOfAFile() throws IOException {
    byte[] content = new byte[400_000];
    new Random(1).nextBytes(content);
    Path file = Files.write(servers.temporaryFolder().resolve("video"), content);
    Web web = servers.serve("flask_app", "--workers", "1").web();
    HttpResponse<byte[]> part =
        web.send(web.to("/file?path=" + file).header("Range", "bytes=100000-299999"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 100000-299999/400000");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 100_000, 300_000));
  }

  @Test
  void aFlaskStreamArrivesWhileItIsMade() {
    Junicorn server = servers.serve("flask_app", "--workers", "1");
    try (RawClient client = server.connect()) {
      Gate gate = servers.gate();
      client.request("GET", "/stream?n=2&gate=" + gate.folder()).answerHead();
      assertThat(client.read(12)).asString(UTF_8).isEqualTo("7\r\nline 0\n\r\n");
      gate.open();
      assertThat(client.read(12)).asString(UTF_8).isEqualTo("7\r\nline 1\n\r\n");
    }
  }

  @Test
  void djangoServesJsonFormsUploadsStreamsAndFails() {
    Junicorn server = servers.serve("django_app", "--workers", "2", "--threads", "2");
    Web web = server.web();
    assertThat(web.text("/")).startsWith("hello from Django");
    assertThat(web.json("/json?a=1").path("args").path("a").asString()).isEqualTo("1");
    assertThat(Web.json(web.post("/form", BodyPublishers.ofString("a=1&a=2"), FORM)).path("a"))
        .hasToString("[\"1\",\"2\"]");
    assertThat(Web.json(web.post("/upload", new byte[1_000_000])).path("length").asInt())
        .isEqualTo(1_000_000);
    assertThat(web.text("/stream?n=2")).isEqualTo("line 0\nline 1\n");
    assertThat(web.get("/error").statusCode()).isEqualTo(500);
    server.stop();
  }

  /** With what it has started in the background, also while it has no request. */
  @Test
  void anAppThatGeventHasPatchedIsServed() {
    for (String option : List.of("--no-auto-size", "--preload")) {
      Junicorn server = servers.serve("gevent_app", "--workers", "2", "--threads", "1", option);
      Web web = server.web();
      assertThat(Web.text(web.post("/upload", new byte[1_000_000]))).isEqualTo("1000000\n");
      assertThat(web.text("/stream")).isEqualTo("line 0\nline 1\nline 2\n");
      assertThat(web.text("/together")).isEqualTo("285\n");
      assertThat(web.text("/later")).isEqualTo("ok\n");
      server.awaitLine("later than its answer");
      server.stop();
      assertThat(server.logText()).doesNotContain("Traceback", "Exception", "killed");
    }
  }

  private Web example(String name, String app) {
    return servers
        .launch(EXAMPLES.resolve(name), app, Map.of(), "--workers", "2", "--threads", "2")
        .awaitReady(1)
        .web();
  }
}
