package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The JDK's HTTP client on one server. */
record Web(String origin) {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Await.PATIENCE)
          .build();

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request to this path, to be completed. */
  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path)).timeout(Await.PATIENCE);
  }

  HttpResponse<byte[]> get(String path) {
    return send(to(path));
  }

  HttpResponse<byte[]> post(String path, byte[] body) {
    return send(to(path).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> post(String path, BodyPublisher body, String type) {
    return send(to(path).POST(body).header("Content-Type", type));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  CompletableFuture<HttpResponse<byte[]>> getLater(String path) {
    return sendLater(to(path));
  }

  CompletableFuture<Integer> statusLater(String path) {
    return getLater(path).thenApply(HttpResponse::statusCode);
  }

  CompletableFuture<HttpResponse<byte[]>> sendLater(HttpRequest.Builder request) {
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofByteArray());
  }

  /** The body of a successful GET as text. */
  String text(String path) {
    HttpResponse<byte[]> answer = get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return text(answer);
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  JsonNode json(String path) {
    return JSON.readTree(text(path));
  }

  static JsonNode json(HttpResponse<byte[]> answer) {
    return JSON.readTree(text(answer));
  }
}
