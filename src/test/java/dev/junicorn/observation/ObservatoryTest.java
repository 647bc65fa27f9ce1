package dev.junicorn.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.EventObserver;
import dev.junicorn.event.Lane;
import dev.junicorn.event.ServerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What observers hear, and what they do not. */
class ObservatoryTest {

  private final List<RuntimeException> faults = new ArrayList<>();

  @Test
  void whatComesTooFastIsDroppedAndCounted() {
    Observatory observatory = new Observatory(faults::add);
    List<ServerEvent> heard = new ArrayList<>();
    observatory.add(heard::add);
    int published = 100_000;
    for (int i = 0; i < published; i++) {
      observatory.publish(new ServerEvent.ClientLeft("GET", "/", "waiting"));
    }
    observatory.step();
    assertThat(observatory.dropped(Lane.TROUBLE)).isPositive();
    assertThat(heard.size() + observatory.dropped(Lane.TROUBLE)).isEqualTo(published);
  }

  @Test
  void theLastEventsAreToldOfBeforeTheEnd() {
    Observatory observatory = new Observatory(faults::add);
    List<String> heard = new ArrayList<>();
    observatory.add(
        new EventObserver() {
          @Override
          public void take(ServerEvent event) {
            heard.add(event.describe());
          }

          @Override
          public void close() {
            heard.add("closed");
          }
        });
    observatory.start();
    observatory.publish(new ServerEvent.Stopping("the end"));
    observatory.close(Duration.ofMinutes(1));
    assertThat(heard).containsExactly("Stopping: the end", "closed");
  }

  @Test
  void anObserverThatStumblesIsToldOfOnceAndNobodyEnds() {
    Observatory observatory = new Observatory(faults::add);
    List<ServerEvent> heard = new ArrayList<>();
    observatory.add(
        new EventObserver() {
          @Override
          public void take(ServerEvent event) {
            throw new IllegalStateException("a fault");
          }

          @Override
          public void settle() {
            throw new IllegalStateException("another one");
          }
        });
    observatory.add(heard::add);
    for (int i = 0; i < 2; i++) {
      observatory.publish(new ServerEvent.Stopping("the end"));
      observatory.step();
    }
    assertThat(heard).hasSize(2);
    assertThat(faults).extracting(Throwable::getMessage).containsExactly("a fault");
  }

  /** The loop, which it asks, may have ended before it where the machine is busy. */
  @Test
  void anObserverThatStumblesAtTheEndIsNotToldOf() {
    Observatory observatory = new Observatory(faults::add);
    observatory.add(_ -> {
      throw new IllegalStateException("event executor terminated");
    });
    observatory.publish(new ServerEvent.Stopping("the end"));
    observatory.close();
    observatory.step();
    assertThat(faults).isEmpty();
  }

  @Test
  void oneThatNeverBeganCanEnd() {
    Observatory observatory = new Observatory(faults::add);
    observatory.close();
    observatory.publish(new ServerEvent.Stopping("the end"));
    assertThat(observatory.dropped(Lane.SERVER)).isZero();
  }
}
