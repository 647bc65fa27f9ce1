package dev.junicorn.server;

import dev.junicorn.advice.Advised;
import dev.junicorn.advice.Adviser;
import dev.junicorn.event.Reason;
import dev.junicorn.observation.Observation;
import dev.junicorn.posix.TaskLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the adviser, on a thread that nobody waits for: once at a time, however many want to know,
 * and not again while its answer is new and of the size that the server has. Callable from any
 * thread.
 */
final class Counsel {

  /** What was seen does not change much in so short a time. */
  private static final Duration NEW = Duration.ofSeconds(5);

  private static final Advised NOTHING_YET =
      new Advised.TooLittle("The server has just started: nothing was seen yet. Ask again.");

  private final Supplier<Optional<Observation>> observation;
  private final LongSupplier ticker;
  private @Nullable CompletableFuture<Advised> last;
  private Size sizeOfLast = Size.NONE;
  private long begun;

  /** What advice is about: of another size it is worth nothing. */
  private record Size(int workers, int threads) {
    private static final Size NONE = new Size(0, 0);

    private static Size of(Observation seen) {
      return new Size(seen.now().workersWanted(), seen.now().threads());
    }
  }

  /**
   * @param observation the newest, if there is one
   * @param ticker monotonic nanoseconds
   */
  Counsel(Supplier<Optional<Observation>> observation, LongSupplier ticker) {
    this.observation = observation;
    this.ticker = ticker;
  }

  /** The advice of now, or of seconds ago. */
  synchronized CompletionStage<Advised> ask() {
    CompletableFuture<Advised> known = last;
    Optional<Observation> seen = observation.get();
    Size size = seen.map(Size::of).orElse(Size.NONE);
    boolean isNew = ticker.getAsLong() - begun < NEW.toNanos() && size.equals(sizeOfLast);
    if (known != null && (isNew || !known.isDone())) {
      return known;
    }
    CompletableFuture<Advised> asked;
    try {
      asked =
          CompletableFuture.supplyAsync(
              () -> seen.map(Adviser::advise).orElse(NOTHING_YET), Counsel::start);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedStage(
          new Advised.TooLittle("The size cannot be reckoned now: " + e.getMessage() + "."));
    }
    last = asked;
    sizeOfLast = size;
    begun = ticker.getAsLong();
    return asked;
  }

  private static void start(Runnable task) {
    try {
      TaskLimit.start(Thread.ofPlatform().daemon().name("junicorn-adviser").unstarted(task));
    } catch (IOException e) {
      throw new RejectedExecutionException(Reason.of(e), e);
    }
  }
}
