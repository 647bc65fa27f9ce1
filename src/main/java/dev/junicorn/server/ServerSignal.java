package dev.junicorn.server;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The signals that mean something to the server: those of gunicorn's master, by Linux's numbers.
 */
enum ServerSignal {
  HUP(1),
  INT(2),
  QUIT(3),
  USR1(10),
  USR2(12),
  TERM(15),
  TTIN(21),
  TTOU(22);

  private final int number;

  ServerSignal(int number) {
    this.number = number;
  }

  static List<Integer> numbers() {
    return Arrays.stream(values()).map(signal -> signal.number).toList();
  }

  /** All of them, as {@code env} takes them. */
  static String names() {
    return Arrays.stream(values()).map(ServerSignal::name).collect(Collectors.joining(","));
  }

  static Optional<ServerSignal> numbered(int number) {
    return Arrays.stream(values()).filter(signal -> signal.number == number).findFirst();
  }
}
