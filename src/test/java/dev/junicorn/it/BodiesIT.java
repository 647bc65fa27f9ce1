package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.it.RawClient.Answer;
import dev.junicorn.it.RawClient.End;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte arrives, once and in order, whichever way it takes through the server. */
class BodiesIT {

  private static final int INLINE = 64 * 1024;
  private static final int FRAME = 16 * 1024 * 1024;

  @RegisterExtension static final Servers SERVERS = new Servers();

  @TempDir static Path folder;

  private static Junicorn server;

  @BeforeAll
  static void start() {
    server = SERVERS.serve("hello", "--workers", "2", "--threads", "4").awaitReady(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, INLINE - 1, INLINE, INLINE + 1, FRAME - 1, FRAME, FRAME + 1})
  void aBodyComesBackAsItWasSent(int size) {
    byte[] body = bytes(size);
    try (RawClient client = server.connect()) {
      Answer answer = client.post("/echo", body);
      assertThat(answer.end()).isEqualTo(End.LENGTH);
      assertThat(Arrays.equals(answer.bytes(), body)).isTrue();
      Answer chunked =
          client
              .send(RawClient.head("POST", "/echo", "Transfer-Encoding: chunked"))
              .send(chunks(body))
              .answer("POST");
      assertThat(chunked.header("X-Body-Length")).containsExactly("" + size);
      assertThat(Arrays.equals(chunked.bytes(), body)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, INLINE - 1, INLINE, INLINE + 1, FRAME - 1, FRAME, FRAME + 1})
  void anAnswerOfAnySizeIsWhole(int size) {
    try (RawClient client = server.connect()) {
      Answer answer = client.get("/bytes?n=" + size);
      assertThat(answer.end()).isEqualTo(End.LENGTH);
      assertThat(answer.bytes()).hasSize(size);
      Answer streamed = client.get("/stream?n=3&size=" + size);
      assertThat(streamed.bytes()).hasSize(3 * size);
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
  }

  @Test
  void manySmallChunksAreOneAnswer() {
    try (RawClient client = server.connect()) {
      assertThat(client.get("/stream?n=20000&size=1").bytes()).hasSize(20_000);
    }
  }

  /** Larger than a datagram to the worker, so that it goes another way. */
  @Test
  void aHeadOfSixtyKilobytesReachesTheApp() {
    String[] headers =
        IntStream.range(0, 9)
            .mapToObj(i -> "X-Large-" + i + ": " + ("" + i).repeat(7000))
            .toArray(String[]::new);
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        Answer answer = client.get("/environ", headers);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"HTTP_X_LARGE_8\": \"" + "8".repeat(7000) + "\"");
      }
      byte[] body = bytes(INLINE);
      assertThat(Arrays.equals(client.post("/echo", body, headers).bytes(), body)).isTrue();
    }
  }

  @Test
  void aMegabyteAndAHundredGoUpAndDownWithCurl() throws IOException {
    for (int megabytes : List.of(1, 100)) {
      Path up = folder.resolve("up");
      write(up, megabytes);
      Path down = folder.resolve("down");
      for (String transfer :
          List.of("Content-Type: application/x-junicorn", "Transfer-Encoding: chunked")) {
        Curl.curl(
            "-T",
            up.toString(),
            "-X",
            "POST",
            "-H",
            transfer,
            "-o",
            down.toString(),
            server.web().origin() + "/echo");
        assertThat(digest(down)).as(transfer).isEqualTo(digest(up));
      }
    }
  }

  @Test
  void twoHundredMixedRequestsAtOnceGetTheirOwnAnswers() throws Exception {
    Random random = new Random(1);
    List<Integer> sizes = random.ints(200, 0, 200_000).boxed().toList();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> clients =
        IntStream.range(0, 200)
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() -> {
                      try {
                        mixed(i, sizes.get(i));
                      } catch (RuntimeException | AssertionError e) {
                        failures.add(e);
                      }
                    }))
            .toList();
    for (Thread client : clients) {
      client.join();
    }
    assertThat(failures).isEmpty();
  }

  private static void mixed(int number, int size) {
    byte[] body = new byte[size];
    new Random(number).nextBytes(body);
    try (RawClient client = server.connect()) {
      for (int round = 0; round < 3; round++) {
        Answer echoed =
            (number + round) % 2 == 0
                ? client.post("/echo", body)
                : client
                    .send(RawClient.head("POST", "/echo", "Transfer-Encoding: chunked"))
                    .send(chunks(body))
                    .answer("POST");
        assertThat(Arrays.equals(echoed.bytes(), body)).isTrue();
        assertThat(client.get("/bytes?n=" + size).bytes()).hasSize(size);
        assertThat(client.get("/stream?n=4&size=" + number).body()).hasSize(4 * number);
        assertThat(client.get("/status?code=4" + (10 + number % 10)).status())
            .isEqualTo(410 + number % 10);
      }
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** The body as chunks of all sizes up to 100 KB. */
  private static byte[] chunks(byte[] body) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    Random random = new Random(body.length);
    int at = 0;
    while (at < body.length) {
      int size = Math.min(body.length - at, 1 + random.nextInt(100_000));
      chunks.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(US_ASCII));
      chunks.write(body, at, size);
      chunks.writeBytes(new byte[] {'\r', '\n'});
      at += size;
    }
    chunks.writeBytes("0\r\n\r\n".getBytes(US_ASCII));
    return chunks.toByteArray();
  }

  private static void write(Path file, int megabytes) throws IOException {
    Random random = new Random(megabytes);
    byte[] block = new byte[1 << 20];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < megabytes; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
  }

  private static String digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, sha256).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha256.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
