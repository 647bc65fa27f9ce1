package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Collects what is wrong with the settings, so that a user hears of everything at once. */
final class Problems {

  private final List<String> messages = new ArrayList<>();

  /** The value, or the substitute where it cannot be used. */
  <T> T attempt(T substitute, Supplier<T> value) {
    try {
      return value.get();
    } catch (ConfigError e) {
      messages.add(String.valueOf(e.getMessage()));
      return substitute;
    }
  }

  /** Takes a step that may fail. */
  void note(Runnable step) {
    try {
      step.run();
    } catch (ConfigError e) {
      messages.add(String.valueOf(e.getMessage()));
    }
  }

  /** Fails with all of them, where there are any. */
  void raise() {
    if (!isEmpty()) {
      throw ConfigError.explained(describe());
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Each of them, in the order in which they were found. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** The message alone, or a numbered list of them. */
  String describe() {
    if (messages.size() == 1) {
      return messages.getFirst();
    }
    return IntStream.range(0, messages.size())
        .mapToObj(i -> "\n  " + (i + 1) + ". " + messages.get(i))
        .collect(Collectors.joining("", messages.size() + " settings cannot be used:", ""));
  }
}
