package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.it.RawClient.Answer;
import dev.junicorn.it.RawClient.End;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Every corner of PEP 3333 that the torture app knows, as it comes out on the wire. */
class TortureIT {

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String FAILED = "The app failed to answer this request.\n";
  private static final int MEGABYTE = 1 << 20;

  /** What is expected of one path. The connection is to be kept unless {@code cut}. */
  private record Expected(int status, @Nullable String body, End end, int size) {}

  private static final Map<String, Expected> EXPECTED = new LinkedHashMap<>();

  static {
    whole("/write", "one two\n", End.CHUNKS);
    whole("/write-then-iterable", "written iterated\n", End.CHUNKS);
    whole("/write-with-length", "written\n");
    failed("/write-str");
    answered("/exc-info-before-head", 500, "second head\n");
    cut("/exc-info-after-head", "already sent ");
    answered("/exc-info-first", 500, "one head\n");
    failed("/start-twice");
    whole("/lazy-start", "late but fine\n", End.CHUNKS);
    failed("/no-start", "/no-start-empty");
    whole("/empty-list", "");
    whole("/empty-generator", "");
    failed("/none");
    whole("/empty-strings", "first second\n");
    whole("/empty-strings-only", "");
    whole("/no-length", "one two three\n", End.CHUNKS);
    whole("/one-chunk", "one chunk\n");
    whole("/too-long", "01234");
    whole("/too-long-one-chunk", "01234");
    failed("/too-short", "/too-short-empty", "/bad-length");
    EXPECTED.put("/204-body", new Expected(204, "", End.NO_BODY, 0));
    EXPECTED.put("/304-body", new Expected(304, "", End.NO_BODY, 0));
    EXPECTED.put("/304-large-body", new Expected(304, "", End.NO_BODY, 0));
    failed("/body-str");
    cut("/body-str-later", "bytes ");
    failed("/body-bytes", "/body-views");
    whole("/closing", "a b c\n", End.CHUNKS);
    whole("/closing-slowly", "tick\n".repeat(10), End.CHUNKS);
    whole("/close-raises", "whole\n");
    failed("/raises-before", "/raises-after", "/raises-at-first-step");
    cut("/raises-midway", "first part ");
    cut("/raises-midway-with-length", "first part ");
    failed("/system-exit");
    cut("/system-exit-midway", "first part ");
    failed("/keyboard-interrupt");
    failed("/header-crlf", "/header-lf", "/header-nul", "/header-name-crlf");
    failed("/header-name-space", "/header-name-empty");
    whole("/header-latin-1", "body\n");
    failed("/header-not-latin-1");
    whole("/header-utf-8-tunnel", "body\n");
    failed("/header-bytes", "/header-int");
    whole("/headers-tuple", "body\n");
    failed("/headers-none");
    whole("/headers-changed-later", "body\n");
    whole("/hop-by-hop", "body\n");
    whole("/connection-close", "body\n");
    failed("/two-lengths");
    whole("/set-cookies", "body\n");
    whole("/own-date-and-server", "body\n");
    failed("/status-int", "/status-bytes");
    answered("/status-bare", 404, "body\n");
    failed("/status-word", "/status-crlf", "/status-101");
    answered("/status-799", 799, "body\n");
    whole("/input", "one\ntwo\nthree\n");
    whole("/input-unread", "did not read\n");
    whole("/input-late", "you said: one\ntwo\nthree\n", End.CHUNKS);
    whole("/errors", "written to wsgi.errors\n");
    whole("/environ-types", "fine\n");
    sized("/file", MEGABYTE, End.LENGTH);
    sized("/file-with-length", MEGABYTE, End.LENGTH);
    sized("/file-offset", MEGABYTE - 1000, End.LENGTH);
    sized("/file-part", 500, End.LENGTH);
    failed("/file-beyond");
    whole("/file-empty", "");
    sized("/file-like", 65536, End.CHUNKS);
    sized("/file-read-only", 65536, End.CHUNKS);
    whole("/file-pipe", "through a pipe\n", End.CHUNKS);
    failed("/file-text");
    sized("/file-after-write", MEGABYTE + 7, End.CHUNKS);
    sized("/big-bytes", 64 * MEGABYTE, End.LENGTH);
    sized("/big-generator", 64 * MEGABYTE, End.CHUNKS);
    sized("/big-file", 64 * MEGABYTE, End.LENGTH);
  }

  private static Junicorn server;

  @BeforeAll
  static void start() {
    server = SERVERS.serve("torture", "--workers", "1", "--threads", "4");
  }

  @Test
  void everyCaseHasAnExpectation() {
    List<String> cases = new ArrayList<>();
    server.web().json("/cases").propertyNames().forEach(cases::add);
    assertThat(EXPECTED.keySet()).containsExactlyInAnyOrderElementsOf(cases);
  }

  @TestFactory
  Stream<DynamicTest> isAnsweredAsPep3333Says() {
    return EXPECTED.keySet().stream()
        .map(path -> DynamicTest.dynamicTest(path, () -> answers(path)));
  }

  @TestFactory
  Stream<DynamicTest> isAnsweredToHeadWithoutABody() {
    return EXPECTED.keySet().stream()
        .filter(path -> !path.startsWith("/big") && !path.equals("/closing-slowly"))
        .map(path -> DynamicTest.dynamicTest(path, () -> answersHead(path)));
  }

  private void answers(String path) {
    Expected expected = requireNonNull(EXPECTED.get(path));
    try (RawClient client = server.connect()) {
      Answer answer = ask(client, path);
      assertThat(answer.status()).isEqualTo(expected.status());
      if (expected.body() != null) {
        assertThat(answer.body()).isEqualTo(expected.body());
      } else {
        assertThat(answer.bytes()).hasSize(expected.size()).isEqualTo(pattern(path, answer));
      }
      assertThat(answer.end()).isEqualTo(expected.end());
      assertThat(answer.header("Set-Cookie")).doesNotContain("stolen=1");
      if (expected.end() == End.CUT || path.equals("/connection-close")) {
        assertThat(client.isClosed()).isTrue();
      } else {
        assertThat(client.get("/environ-types").body()).isEqualTo("fine\n");
      }
    }
  }

  /** Whatever became of the app, no byte follows the head, and the next answer is read cleanly. */
  private void answersHead(String path) {
    boolean cut = requireNonNull(EXPECTED.get(path)).end() == End.CUT;
    try (RawClient client = server.connect()) {
      Answer answer = client.request("HEAD", path).answer("HEAD");
      if (cut || answer.header("Connection").contains("close")) {
        assertThat(client.isClosed()).isTrue();
      } else {
        assertThat(client.get("/environ-types").body()).isEqualTo("fine\n");
      }
    }
  }

  private static Answer ask(RawClient client, String path) {
    return path.startsWith("/input")
        ? client.post(path, "one\ntwo\nthree\n".getBytes(UTF_8))
        : client.get(path);
  }

  /** The bytes of the torture app's files and blocks: 0 to 255, again and again. */
  private static byte[] pattern(String path, Answer answer) {
    int offset = path.equals("/file-offset") || path.equals("/file-part") ? 1000 : 0;
    byte[] pattern = new byte[answer.bytes().length];
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = (byte) (i + offset);
    }
    if (path.equals("/file-after-write")) {
      byte[] before = "before ".getBytes(UTF_8);
      System.arraycopy(pattern, 0, pattern, before.length, pattern.length - before.length);
      System.arraycopy(before, 0, pattern, 0, before.length);
    }
    return pattern;
  }

  @Test
  void headersComeOutAsTheAppGaveThem() {
    try (RawClient client = server.connect()) {
      assertThat(client.get("/header-latin-1").header("X-Cafe")).containsExactly("caf\u00e9");
      assertThat(client.get("/header-utf-8-tunnel").header("X-Snow"))
          .containsExactly("\u00e2\u0098\u0083");
      assertThat(client.get("/set-cookies").header("Set-Cookie")).containsExactly("a=1", "b=2");
      assertThat(client.get("/exc-info-before-head").header("X-Head")).containsExactly("second");
      assertThat(client.get("/raises-after").header("X-Head")).isEmpty();
      Answer own = client.get("/own-date-and-server");
      assertThat(own.header("Date")).containsExactly("Thu, 01 Jan 1970 00:00:00 GMT");
      assertThat(own.header("Server")).containsExactly("mine");
      assertThat(client.get("/204-body").header("Content-Length")).isEmpty();
      for (String path : List.of("/304-body", "/304-large-body")) {
        Answer unchanged = client.get(path);
        assertThat(unchanged.header("ETag")).containsExactly("\"1\"");
        assertThat(unchanged.header("Content-Length")).as(path).isEmpty();
      }
    }
  }

  @Test
  void theInputReadsTheSameEveryWay() {
    String body = "one\ntwo\r\n\nlast without an end";
    try (RawClient client = server.connect()) {
      for (String how :
          List.of("all", "sized", "line", "sized-line", "lines", "iterate", "mixed")) {
        Answer answer = client.post("/input?how=" + how, body.getBytes(UTF_8));
        assertThat(answer.body()).as(how).isEqualTo(body);
      }
    }
  }

  @Test
  void whatTheAppGotWrongIsLoggedWithItsTraceback() {
    server.web().get("/raises-before");
    server.awaitLine(
        "Error handling request GET /raises-before \\[.+]: .*before the head, on purpose");
    server.awaitLine("raise RuntimeError\\(\"before the head, on purpose\"\\)");
    server.web().get("/start-twice");
    server.awaitLine("GET /start-twice \\[.+]: start_response was called a second time");
  }

  @Test
  void closeIsCalledOnceWhateverHappens() {
    List<String> paths =
        List.of(
            "/write-then-iterable",
            "/exc-info-after-head",
            "/empty-generator",
            "/body-str-later",
            "/closing",
            "/close-raises",
            "/raises-at-first-step",
            "/raises-midway",
            "/raises-midway-with-length",
            "/system-exit-midway");
    for (String path : paths) {
      try (RawClient client = server.connect()) {
        client.get(path + "?tag=once");
      }
    }
    // Where close() was slow once, the next answers of that thread come before it.
    Await.until("close() was called for all", () -> paths.stream().allMatch(TortureIT::isClosed));
    JsonNode closes = server.web().json("/closes");
    assertThat(paths)
        .allSatisfy(path -> {
          assertThat(closes.path(path + "?tag=once").asInt()).as(path).isEqualTo(1);
        });
  }

  private static boolean isClosed(String path) {
    return server.web().json("/closes").path(path + "?tag=once").asInt() > 0;
  }

  @Test
  void closeIsCalledForAClientThatLeft() {
    try (RawClient client = server.connect()) {
      client.request("GET", "/closing-slowly?tag=left").answerHead();
    }
    Await.until(
        "close() was called",
        () -> server.web().json("/closes").path("/closing-slowly?tag=left").asInt() == 1);
  }

  @Test
  void theAppHearsOfItsOwnMistakes() {
    try (RawClient client = server.connect()) {
      client.get("/write-str");
      client.get("/start-twice");
    }
    try (RawClient client = server.connect()) {
      client.get("/exc-info-after-head");
    }
    JsonNode outcomes = server.web().json("/outcomes");
    assertThat(outcomes.path("/write-str").asString()).startsWith("raised ");
    assertThat(outcomes.path("/start-twice").asString()).startsWith("raised ");
    assertThat(outcomes.path("/exc-info-after-head").asString()).isEqualTo("raised ValueError");
  }

  private static void answered(String path, int status, String body) {
    EXPECTED.put(path, new Expected(status, body, End.LENGTH, body.length()));
  }

  private static void whole(String path, String body) {
    answered(path, 200, body);
  }

  private static void whole(String path, String body, End end) {
    EXPECTED.put(path, new Expected(200, body, end, body.length()));
  }

  private static void failed(String... paths) {
    for (String path : paths) {
      answered(path, 500, FAILED);
    }
  }

  private static void cut(String path, String body) {
    EXPECTED.put(path, new Expected(200, body, End.CUT, body.length()));
  }

  private static void sized(String path, int size, End end) {
    EXPECTED.put(path, new Expected(200, null, end, size));
  }
}
