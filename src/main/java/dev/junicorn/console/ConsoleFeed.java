package dev.junicorn.console;

import dev.junicorn.advice.Advised;
import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Observation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What there is to show. Called on the console's loop; nothing here waits. */
public interface ConsoleFeed {

  /** Shows nothing: for a server that observes nothing. */
  ConsoleFeed NOTHING =
      new ConsoleFeed() {
        @Override
        public Optional<Observation> observation() {
          return Optional.empty();
        }

        @Override
        public List<Finding> findings() {
          return List.of();
        }

        @Override
        public CompletionStage<Advised> advice() {
          return CompletableFuture.completedStage(
              new Advised.TooLittle("This server observes nothing."));
        }

        @Override
        public CompletionStage<List<BusySlot>> stacks() {
          return CompletableFuture.completedStage(List.of());
        }
      };

  /** The newest; empty until the first has been made. */
  Optional<Observation> observation();

  /** What the doctor finds in it, the most important first. */
  List<Finding> findings();

  /**
   * Asks which size would be right, however often: it is reckoned once in some seconds.
   *
   * @return completes on any thread
   */
  CompletionStage<Advised> advice();

  /**
   * Asks the workers where their busy slots are. Each question costs every busy worker a turn, so
   * the console asks once a second at most.
   *
   * @return completes on any thread
   */
  CompletionStage<List<BusySlot>> stacks();
}
