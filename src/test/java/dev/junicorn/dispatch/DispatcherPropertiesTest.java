package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.AppTime;
import dev.junicorn.testing.FakeExchange;
import dev.junicorn.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever happens in whatever order: every request gets exactly one answer; none is started twice,
 * but for safe ones that may be run again once; none stays behind a slow one; none is given to a
 * thread whose client has gone, and none to a thread that an exception is on its way to.
 */
class DispatcherPropertiesTest {

  @Property(tries = 500)
  void everyRequestIsAnsweredOnce(
      @ForAll @Size(max = 200) List<@IntRange(max = 99) Integer> steps,
      @ForAll boolean replaySafe,
      @ForAll boolean limited) {
    World world = new World(replaySafe, limited ? Duration.ofMillis(100) : Duration.ZERO);
    steps.forEach(world::step);
    world.settle();
    assertThat(world.exchanges).allMatch(FakeExchange::ended);
    assertThat(world.dispatcher.running()).isZero();
    assertThat(world.dispatcher.waiting()).isZero();
    int starts = replaySafe ? Quarantine.DEATHS : 1;
    assertThat(world.startedIds)
        .allMatch(id -> Collections.frequency(world.startedIds, id) <= starts);
  }

  /** A server in miniature; {@link FakeExchange} fails the test at a second answer. */
  private static final class World {
    final ManualLoop loop = new ManualLoop();
    final Dispatcher dispatcher;
    final List<FakeExchange> exchanges = new ArrayList<>();
    final List<Integer> startedIds = new ArrayList<>();
    final List<FakeSlotChannel> slots = new ArrayList<>();
    final List<FakeWatch> watches = new ArrayList<>();
    final Set<FakeSlotChannel> interrupted = new HashSet<>();
    int workers;

    World(boolean replaySafe, Duration timeout) {
      DispatchSettings settings =
          new DispatchSettings(20, Duration.ofSeconds(5), timeout, replaySafe);
      dispatcher = new Dispatcher(loop, settings, event -> {}, loop);
      join();
    }

    void step(int choice) {
      switch (choice % 9) {
        case 0, 1, 2 -> arrive(choice % 2 == 0 ? "/quick" : "/io", choice / 9 % 3);
        case 3 -> pickUp(choice / 9);
        case 4 -> finish(choice / 9, FakeSlotChannel.QUICK);
        case 5 -> finish(choice / 9, FakeSlotChannel.BLOCKED);
        case 6 -> read(choice / 9);
        case 7 -> pass(choice);
        default -> upset(choice);
      }
    }

    private void pass(int millis) {
      if (millis % 2 == 0) {
        settleInterrupts();
      }
      loop.advance(millis, TimeUnit.MILLISECONDS);
      assertThat(slots)
          .as("what is behind a request that has run for %d ms", millis)
          .allMatch(slot -> !slot.isRunning() || slot.waitingInInbox() == 0);
    }

    private void settleInterrupts() {
      interrupted.clear();
      watches.forEach(watch -> watch.settle(true));
    }

    /** Lets everything run to its end with a healthy worker. */
    void settle() {
      join();
      for (int i = 0; i < 400; i++) {
        for (FakeSlotChannel slot : List.copyOf(slots)) {
          int index = slots.indexOf(slot);
          finish(index, FakeSlotChannel.QUICK);
          while (slot.hasUnread()) {
            slot.read();
          }
          pickUp(index);
        }
        settleInterrupts();
        loop.advance(1, TimeUnit.MILLISECONDS);
      }
    }

    private void upset(int choice) {
      if (choice > 60 && slots.size() > 2) {
        FakeSlotChannel dying = slots.remove(choice % slots.size());
        if (choice % 2 == 0) {
          dying.die();
        } else {
          dying.breakOff();
          startAfterAll(dying);
        }
      } else if (choice > 25 && !exchanges.isEmpty()) {
        FakeExchange leaving = exchanges.get(choice % exchanges.size());
        if (!leaving.ended() && leaving.clientPresent()) {
          if (choice % 3 == 0) {
            leaving.leave(); // or has only closed its sending side
          } else {
            leaving.disconnect();
          }
        }
      } else if (workers < 6) {
        join();
      }
    }

    /**
     * @param behind how many more the client has sent behind it, on the same connection
     */
    private void arrive(String path, int behind) {
      FakeExchange exchange = new FakeExchange(path);
      exchanges.add(exchange);
      exchange.whenEnded(() -> {
        if (behind > 0 && exchange.clientPresent()) {
          arrive(path, behind - 1);
        }
      });
      dispatcher.handle(exchange);
    }

    private void pickUp(int index) {
      FakeSlotChannel slot = slots.get(index % slots.size());
      if (slot.isRunning()) {
        return;
      }
      // Every other time it gets no further than out of the inbox at first.
      if (slot.received() == 0 && index % 2 == 0 && slot.waitingInInbox() > 0) {
        slot.receive();
      } else if (slot.pickUp(loop.now()) != 0) {
        startedIds.add(slot.started());
      }
    }

    /** The thread whose stream was cut lives, and goes on with what it had taken. */
    private void startAfterAll(FakeSlotChannel slot) {
      if (slot.received() != 0) {
        startedIds.add(slot.received());
      }
    }

    private void finish(int index, AppTime time) {
      FakeSlotChannel slot = slots.get(index % slots.size());
      if (slot.isRunning()) {
        slot.finish(time);
      }
    }

    private void read(int index) {
      FakeSlotChannel slot = slots.get(index % slots.size());
      if (slot.hasUnread()) {
        slot.read();
      }
    }

    /** Tickets are numbered as they come. */
    private void requireReason(int id, FakeSlotChannel slot) {
      assertThat(exchanges.get(id - 1).clientPresent()).isTrue();
      assertThat(interrupted).doesNotContain(slot);
    }

    private void join() {
      workers++;
      List<FakeSlotChannel> own = IntStream.range(0, 2).mapToObj(FakeSlotChannel::new).toList();
      own.forEach(slot -> slot.onSend(id -> requireReason(id, slot)));
      slots.addAll(own);
      FakeWatch watch = new FakeWatch();
      watch.onInterrupt(slot -> interrupted.add(own.get(slot)));
      watches.add(watch);
      dispatcher.join(new RosterWorker(workers, 1000 + workers, own, watch, () -> {}));
    }
  }
}
