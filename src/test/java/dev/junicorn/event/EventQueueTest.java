package dev.junicorn.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.TimeSplit;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventQueueTest {

  private static final String TEXT = "x".repeat(100_000);

  /** What an event has of text in one of its components. */
  record Text(Class<?> event, String component) {}

  /** A log that nobody reads holds on to all of them. */
  @ParameterizedTest
  @MethodSource("texts")
  void everyTextOfEveryEventCounts(Text text) throws ReflectiveOperationException {
    Object event = make(text.event, text.component::equals);
    assertThat(Weight.of((ServerEvent) event)).isGreaterThanOrEqualTo(TEXT.length());
  }

  static Stream<Text> texts() {
    return records(ServerEvent.class)
        .flatMap(event ->
            Arrays.stream(event.getRecordComponents())
                .filter(component -> holdsText(component.getGenericType()))
                .map(component -> new Text(event, component.getName())));
  }

  /** An app whose every answer is longer than it said, while nobody reads the log. */
  @Test
  void troubleWithRequestsLeavesRoomForTheServersOwnWords() {
    EventQueue queue = new EventQueue();
    ServerEvent trouble = new ServerEvent.RequestTrouble("x".repeat(4096));
    long held = 0;
    while (queue.offer(trouble)) {
      held += 4096;
    }
    assertThat(held).isLessThanOrEqualTo(Lane.TROUBLE.budget());
    assertThat(queue.offer(new ServerEvent.Stopping("asked to"))).isTrue();
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(EventQueueTest::records);
  }

  private static boolean holdsText(Type type) {
    return switch (type) {
      case ParameterizedType several -> several.getRawType() == List.class;
      case Class<?> one -> one == String.class || (one.isRecord() && one != TimeSplit.class);
      default -> false;
    };
  }

  private static Object make(Class<?> type, Predicate<String> hasText)
      throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < values.length; i++) {
      boolean filled = hasText.test(components[i].getName());
      values[i] = value(components[i].getGenericType(), filled);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    return constructor.newInstance(values);
  }

  private static @Nullable Object value(Type type, boolean filled)
      throws ReflectiveOperationException {
    return switch (type) {
      case ParameterizedType several when several.getRawType() == List.class ->
          filled ? List.of(value(several.getActualTypeArguments()[0], true)) : List.of();
      case ParameterizedType _ -> Optional.empty();
      case Class<?> one when one == String.class -> filled ? TEXT : "";
      case Class<?> one when one == int.class -> 0;
      case Class<?> one when one == long.class -> 0L;
      case Class<?> one when one == boolean.class -> false;
      case Class<?> one when one == Duration.class -> Duration.ZERO;
      case Class<?> one when one.isEnum() -> one.getEnumConstants()[0];
      case Class<?> one when one.isRecord() -> make(one, _ -> filled);
      default -> null;
    };
  }
}
