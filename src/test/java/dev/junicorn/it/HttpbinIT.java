package dev.junicorn.it;

import static dev.junicorn.it.Curl.curl;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** httpbin, an app that was not written for this server, used by clients that were not either. */
class HttpbinIT {

  @RegisterExtension static final Servers SERVERS = new Servers();

  @TempDir static Path folder;

  private static String origin = "";

  @BeforeAll
  static void start() {
    Junicorn server = SERVERS.serve("httpbin_app", "--workers", "2", "--threads", "4");
    origin = server.web().origin();
  }

  @Test
  void redirectsAreFollowed() {
    assertThat(
            curl("-L", "-w", "%{num_redirects} %{http_code}", "-o", "/dev/null", at("/redirect/5")))
        .isEqualTo("5 200");
    assertThat(curl("-L", "-w", "%{num_redirects}", "-o", "/dev/null", at("/absolute-redirect/2")))
        .isEqualTo("2");
  }

  @Test
  void cookiesAreKept() {
    String jar = folder.resolve("cookies").toString();
    assertThat(json("-L", "-c", jar, "-b", jar, at("/cookies/set?a=1&b=two")))
        .contains("\"a\":\"1\"", "\"b\":\"two\"");
    assertThat(curl("-L", "-c", jar, "-b", jar, at("/cookies/delete?a"))).doesNotContain("\"a\"");
  }

  @Test
  void passwordsAreChecked() {
    assertThat(curl("-u", "user:secret", at("/basic-auth/user/secret"))).contains("true");
    assertThat(curl("-u", "user:wrong", "-w", "%{http_code}", at("/basic-auth/user/secret")))
        .isEqualTo("401");
    assertThat(curl("--digest", "-u", "user:secret", at("/digest-auth/auth/user/secret")))
        .contains("true");
    assertThat(curl("-H", "Authorization: Bearer token", at("/bearer"))).contains("token");
  }

  @Test
  void compressedAnswersAreRead() {
    assertThat(json("--compressed", at("/gzip"))).contains("\"gzipped\":true");
    assertThat(json("--compressed", at("/deflate"))).contains("\"deflated\":true");
    assertThat(json("--compressed", at("/brotli"))).contains("\"brotli\":true");
  }

  @Test
  void streamsArriveWhole() {
    assertThat(curl(at("/stream/20")).lines()).hasSize(20);
    assertThat(
            curl(
                at("/stream-bytes/100000?seed=1&chunk_size=777"),
                "-o",
                "/dev/null",
                "-w",
                "%{size_download}"))
        .isEqualTo("100000");
    assertThat(curl(at("/drip?numbytes=5&duration=0.5&delay=0"))).isEqualTo("*****");
    assertThat(curl("-r", "10-19", at("/range/100"))).isEqualTo("klmnopqrst");
  }

  @Test
  void everyMethodGetsThrough() {
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
      assertThat(json("-X", method, "-d", "a=1", at("/anything/x%20y?q=%C3%A4")))
          .contains("\"method\":\"" + method + "\"", "\"a\":\"1\"", "/anything/x%20y?q=\\u00e4");
    }
    assertThat(curl("-I", at("/get"))).startsWith("HTTP/1.1 200 OK");
    assertThat(curl("-X", "OPTIONS", "-i", at("/get"))).contains("Allow:");
  }

  @Test
  void statusesAreSentAsTheyAre() {
    for (String status : List.of("200", "204", "304", "400", "404", "418", "500", "503")) {
      assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", at("/status/" + status)))
          .isEqualTo(status);
    }
  }

  @Test
  void conditionalRequestsAreAnsweredWithout() {
    assertThat(
            curl(
                "-o",
                "/dev/null",
                "-w",
                "%{http_code} %{size_download}",
                "-H",
                "If-None-Match: e",
                at("/etag/e")))
        .isEqualTo("304 0");
    assertThat(curl(at("/cache"), "-H", "If-Modified-Since: x", "-w", "%{http_code}"))
        .isEqualTo("304");
  }

  @Test
  void uploadsArriveWhole() throws IOException {
    Path file = Files.write(folder.resolve("upload"), "0123456789".repeat(20_000).getBytes(UTF_8));
    String sent = "@" + file;
    assertThat(curl("-F", "file=" + sent, at("/post"))).contains("0123456789".repeat(20_000));
    assertThat(json("-T", file.toString(), "-H", "Transfer-Encoding: chunked", at("/put")))
        .contains("0123456789".repeat(20_000), "\"Content-Length\":\"200000\"");
    assertThat(curl("--data-binary", sent, "-H", "Expect: 100-continue", at("/post")))
        .contains("0123456789".repeat(20_000));
  }

  @Test
  void pythonRequestsGetsTheSame() {
    String script =
        """
        import sys, requests
        origin = sys.argv[1]
        with requests.Session() as session:
            assert session.get(origin + "/redirect/3").url.endswith("/get")
            session.get(origin + "/cookies/set/flavour/oat")
            assert session.get(origin + "/cookies").json() == {"cookies": {"flavour": "oat"}}
            assert session.get(origin + "/basic-auth/u/p", auth=("u", "p")).json()["authenticated"]
            assert session.get(origin + "/gzip").json()["gzipped"]
            assert len(list(session.get(origin + "/stream/10", stream=True).iter_lines())) == 10
            sent = session.post(origin + "/post", data=(b"x" * 1000 for _ in range(50))).json()
            assert sent["data"] == "x" * 50000, sent
            form = session.post(origin + "/post", files={"file": b"y" * 100000}, data={"a": "1"}).json()
            assert form["files"]["file"] == "y" * 100000 and form["form"] == {"a": "1"}
            assert session.head(origin + "/bytes/100").headers["Content-Length"] == "100"
        print("as expected")
        """;
    assertThat(Curl.run(List.of(Junicorn.PYTHON, "-c", script, origin))).isEqualTo("as expected\n");
  }

  /** What curl prints, JSON without the blanks that some versions of Flask write. */
  private static String json(String... arguments) {
    return curl(arguments).replace("\": ", "\":");
  }

  private static String at(String path) {
    return origin + path;
  }
}
