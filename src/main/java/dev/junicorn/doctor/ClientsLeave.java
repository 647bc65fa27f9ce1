package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.Second;
import java.util.List;
import java.util.Optional;

/** Clients go away before they have their answer. */
final class ClientsLeave implements Rule {

  static final String CODE = "clients-leave";

  /** People do close pages; fewer than these are they. */
  private static final int MANY = 10;

  private static final double SHARE = 0.1;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    int left = (int) signs.minute().sum(Second::clientsLeft);
    int arrived = (int) signs.minute().sum(Second::arrived);
    return left >= MANY && left >= SHARE * arrived
        ? Optional.of(finding(signs, left, arrived))
        : Optional.empty();
  }

  private static Finding finding(Signs signs, int left, int arrived) {
    Window minute = signs.minute();
    double slowest = minute.most(second -> second.duration().p95());
    return new Finding(
        CODE,
        Weight.WARNING,
        "Clients leave before they have their answer: %d of %d in the last minute"
            .formatted(left, Math.max(left, arrived)),
        "The app works for nobody there: a request that has begun is run to its end, because Python"
            + " code cannot be stopped safely. Mostly a client's or a proxy's timeout is shorter than"
            + " the app takes.",
        List.of(
            "%d clients left, %d requests arrived in %d s."
                .formatted(left, arrived, minute.seconds().size()),
            "A request takes up to %s (p95), %s of it in the app on average."
                .formatted(
                    Words.seconds(slowest),
                    Words.seconds(signs.perRequest(request -> request.split().app()))),
            "%.1f of %d slots are busy on average."
                .formatted(minute.mean(Second::busy), signs.slots())),
        List.of(
            "Compare the timeouts of the client and of the proxy in front with how long the app takes.",
            "Make the slow requests quick: let a task queue do the work, and have the client ask for the result.",
            "`--timeout` just below the proxy's ends what nobody waits for any more."),
        "Slots work only for clients that are still there.");
  }
}
