package dev.junicorn.observation;

import dev.junicorn.event.CrashEvent;
import dev.junicorn.event.EventObserver;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.SupervisionEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last minutes. Hears of events and looks at the server four times a second; makes an
 * {@link Observation} of it every second. Confined to the observers' thread, except for {@link
 * #latest()}.
 */
public final class Recorder implements EventObserver {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration REQUESTS_KEPT =
      Duration.ofSeconds(Observation.Bounds.REQUEST_SECONDS);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** Each question costs every worker that is asked some tenths of a millisecond. */
  private static final Duration STACKS_EVERY = Duration.ofSeconds(2);

  /** A request that runs for so long is worth a look, also where other slots are free. */
  private static final double LONG_SECONDS = 1;

  private final Setup setup;
  private final Sight sight;
  private final LongSupplier epochMillis;
  private final LongSupplier nanoTime;
  private final SecondInTheMaking second = new SecondInTheMaking();
  private final MachineWatch machine;
  private final WorkerTraces traces;
  private final RequestLog requests = new RequestLog();
  private final Happenings happenings = new Happenings();
  private final Warnings warnings = new Warnings();
  private final Ring<Second> seconds = new Ring<>(Observation.Bounds.SECONDS);
  private final Ring<StackLook> looks = new Ring<>(Observation.Bounds.LOOKS);
  private final Question<Now> nowQuestion = new Question<>();
  private final Question<List<StackLook.Place>> stackQuestion = new Question<>();
  private @Nullable Now now;
  private boolean gil = true;
  private long nextLook;
  private long nextStacks;
  private long nextSecond;
  private long lastMillis;
  private long lastSecond;
  private volatile @Nullable Observation latest;

  /**
   * @param proc {@code /proc}
   * @param epochMillis milliseconds since 1970, for what people read
   * @param nanoTime for everything else
   */
  public Recorder(
      Setup setup, Sight sight, Path proc, LongSupplier epochMillis, LongSupplier nanoTime) {
    this.setup = setup;
    this.sight = sight;
    this.epochMillis = epochMillis;
    this.nanoTime = nanoTime;
    machine = new MachineWatch(proc, nanoTime);
    traces = new WorkerTraces(new ProcessReader(proc), nanoTime);
    nextLook = nanoTime.getAsLong();
    nextStacks = nextLook;
    nextSecond = nextLook + SECOND.toNanos();
  }

  /** The newest observation; null in the first second. Any thread. */
  public @Nullable Observation latest() {
    return latest;
  }

  @Override
  public void take(ServerEvent event) {
    switch (event) {
      case ServerEvent.RequestServed served -> {
        String failure = served.failure() == null ? "" : Causes.of(served.failure());
        second.served(served, failure);
        requests.add(served, failure, epochMillis.getAsLong());
      }
      case ServerEvent.RequestRefused refused -> second.refused(Causes.ofStatus(refused.status()));
      case ServerEvent.ClientLeft left when left.beforeAnswer() -> second.clientLeft();
      case ServerEvent.ClientLeft _ -> {}
      case ServerEvent.WorkerOutput output -> warnings.printed(output.line(), nanoTime.getAsLong());
      case CrashEvent _ -> {}
      case ServerEvent.WorkerReady ready -> {
        gil = ready.gil();
        happenings.take(event, epochMillis.getAsLong());
      }
      case SupervisionEvent supervision -> {
        generation(supervision);
        happenings.take(event, epochMillis.getAsLong());
      }
      default -> happenings.take(event, epochMillis.getAsLong());
    }
  }

  @Override
  public void settle() {
    nowQuestion.answer().ifPresent(this::saw);
    stackQuestion
        .answer()
        .filter(places -> !places.isEmpty())
        .ifPresent(
            places -> looks.add(new StackLook(epochMillis.getAsLong(), List.copyOf(places))));
    long time = nanoTime.getAsLong();
    if (time - nextLook >= 0) {
      nextLook = time + LOOK_EVERY.toNanos();
      nowQuestion.ask(sight::now);
    }
    if (now != null && time - nextStacks >= 0 && isWorthALook(now)) {
      nextStacks = time + STACKS_EVERY.toNanos();
      stackQuestion.ask(sight::stacks);
    }
    if (time - nextSecond >= 0) {
      boolean late = time - nextSecond >= SECOND.toNanos();
      nextSecond = (late ? time : nextSecond) + SECOND.toNanos();
      requests.nextSecond();
      if (now != null) {
        turn(now, time);
      }
    }
  }

  private void saw(Now seen) {
    now = traces.complete(seen, epochMillis.getAsLong());
    second.looked(now);
  }

  private void generation(SupervisionEvent event) {
    if (event instanceof SupervisionEvent.GenerationBegun) {
      warnings.reloadBegins(nanoTime.getAsLong());
    } else if (event instanceof SupervisionEvent.Reloaded) {
      warnings.reloaded();
    }
  }

  private static boolean isWorthALook(Now now) {
    return !now.slots().isEmpty()
        && (now.busy() == now.slots().size()
            || now.slots().stream().anyMatch(slot -> slot.seconds() >= LONG_SECONDS));
  }

  /** A second is over. */
  private void turn(Now last, long time) {
    long millis = epochMillis.getAsLong();
    if (millis < lastMillis) {
      forget();
    }
    lastMillis = millis;
    lastSecond = number(millis);
    MachineSeen used = machine.look(sight.limits(), traces.cores(), traces.memory());
    seconds.add(second.finish(lastSecond, used));
    latest =
        new Observation(
            millis,
            setup,
            last,
            seconds.list(),
            requests.since(time - REQUESTS_KEPT.toNanos()),
            happenings.list(),
            looks.list(),
            warnings.list(time),
            gil);
  }

  /**
   * The clock was set back: what has times that are yet to come would stay the latest till then.
   */
  private void forget() {
    seconds.clear();
    requests.forget();
    happenings.forget();
    looks.clear();
    traces.forgetHistories();
  }

  /** Seconds follow each other, though this thread looks at the clock some milliseconds late. */
  private long number(long millis) {
    long ended = millis / 1000 - 1;
    long next = lastSecond + 1;
    return Math.abs(ended - next) <= 1 ? next : ended;
  }

  /** A question that is not asked again before it is answered: a loop that hangs is asked once. */
  private static final class Question<T> {
    private final AtomicReference<@Nullable T> answer = new AtomicReference<>();
    private volatile boolean asked;

    private void ask(Consumer<Consumer<T>> way) {
      if (!asked) {
        asked = true;
        way.accept(known -> {
          answer.set(known);
          asked = false;
        });
      }
    }

    private Optional<T> answer() {
      return Optional.ofNullable(answer.getAndSet(null));
    }
  }
}
