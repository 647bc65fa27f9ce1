package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.it.RawClient.Answer;
import dev.junicorn.it.RawClient.End;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Clients of every kind that go on until they are told to stop, each on one connection that it
 * keeps: quick ones, such as wait for the app, such as take their answer slowly, and such as send
 * their request slowly. Every request has a number, by which it knows its own answer. A request
 * fails if it gets no answer, or one that is not its own; one that was interrupted by the death of
 * its worker (502, or an answer that is cut) is counted apart.
 */
final class Crowd {

  private static final int LARGE = 3_000_000;

  private final Junicorn server;
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads;
  private volatile boolean stop;

  /** What a client does again and again. */
  private interface Habit {
    /** Sends one request and reads its answer; false if the connection is of no use any more. */
    boolean request(RawClient client, int number);
  }

  private Crowd(Junicorn server) {
    this.server = server;
    this.threads =
        Stream.of(
                clients(8, this::quick),
                clients(4, this::waiting),
                clients(2, this::takingSlowly),
                clients(2, this::sendingSlowly))
            .flatMap(stream -> stream)
            .toList();
  }

  static Crowd on(Junicorn server) {
    return new Crowd(server);
  }

  /** Lets everybody finish the request that they are at. */
  void stop() {
    stop = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  int answered() {
    return answered.get();
  }

  int interrupted() {
    return interrupted.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  private Stream<Thread> clients(int count, Habit habit) {
    return IntStream.range(0, count).mapToObj(i -> Thread.ofVirtual().start(() -> live(habit)));
  }

  private void live(Habit habit) {
    while (!stop) {
      try (RawClient client = server.connect()) {
        while (!stop && habit.request(client, numbers.incrementAndGet())) {
          // The next one on the same connection.
        }
      } catch (RuntimeException | AssertionError e) {
        failures.add(e.toString());
      }
    }
  }

  private boolean quick(RawClient client, int number) {
    String body = "quick " + number;
    return judge(number, client.post("/echo", body.getBytes(US_ASCII)), body);
  }

  private boolean waiting(RawClient client, int number) {
    return judge(number, client.get("/sleep?s=0.2"), null);
  }

  private boolean takingSlowly(RawClient client, int number) {
    client.request("GET", "/bytes?n=" + LARGE);
    Await.pause(300);
    Answer answer = client.answer("GET");
    return judge(number, answer, answer.body().length() == LARGE ? answer.body() : "all of it");
  }

  private boolean sendingSlowly(RawClient client, int number) {
    String body = "slow " + number;
    client.send(RawClient.head("POST", "/echo", "Content-Length: " + body.length()));
    for (int i = 0; i < body.length(); i++) {
      client.send(body.substring(i, i + 1));
      Await.pause(20);
    }
    return judge(number, client.answer("POST"), body);
  }

  /**
   * @param expected the body that belongs to the request, null for any
   */
  private boolean judge(int number, Answer answer, @Nullable String expected) {
    if (answer.status() == 502 || (answer.status() == 200 && answer.end() == End.CUT)) {
      interrupted.incrementAndGet();
      return answer.end() != End.CUT;
    }
    if (answer.status() != 200 || (expected != null && !answer.body().equals(expected))) {
      failures.add(
          "request " + number + " got " + answer.statusLine() + " " + beginning(answer.body()));
      return false;
    }
    answered.incrementAndGet();
    assertThat(answer.header("Connection")).doesNotContain("close");
    return true;
  }

  private static String beginning(String body) {
    return body.substring(0, Math.min(body.length(), 100));
  }
}
