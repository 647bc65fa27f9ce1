package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.ServedRequest;
import java.util.List;
import java.util.Optional;

/**
 * Clients send or take slowly; that costs no slot here, and is worth knowing before one searches.
 */
final class SlowClients implements Rule {

  static final String CODE = "slow-clients";

  /** As long as this for its bytes is a slow client: a second. */
  private static final long SLOW = 1_000_000_000L;

  private static final int SOME = 5;
  private static final double SHARE = 0.2;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    List<ServedRequest> requests = signs.minute().requests();
    long slow = requests.stream().filter(request -> onTheWay(request.split()) >= SLOW).count();
    return slow >= SOME && slow >= SHARE * requests.size()
        ? Optional.of(finding(signs, slow))
        : Optional.empty();
  }

  private static Finding finding(Signs signs, long slow) {
    TimeSplit all =
        signs.minute().requests().stream()
            .map(ServedRequest::split)
            .reduce(TimeSplit.ZERO, TimeSplit::plus);
    int count = signs.minute().requests().size();
    return new Finding(
        CODE,
        Weight.NOTE,
        "Clients are slow to send or to take: %d of %s in the last minute"
            .formatted(slow, Words.plural(count, "request")),
        "Most of the time passes between client and server. It costs no slot and the app does not"
            + " notice: requests are given to Python only when they are whole, and answers are kept for"
            + " clients that take them slowly.",
        List.of(
            "On average %s to send the request, %s in the app, %s to take the answer."
                .formatted(
                    Words.seconds(all.receiving() / 1e9 / count),
                    Words.seconds(all.app() / 1e9 / count),
                    Words.seconds(all.sending() / 1e9 / count))),
        List.of(
            "Nothing here. If users mind: smaller or compressed answers, or a content delivery network.",
            "With gunicorn each of them would hold a thread for all that time; a buffering proxy in front (nginx) is the remedy there."),
        "Nothing changes for the app.");
  }

  private static long onTheWay(TimeSplit split) {
    return split.receiving() + split.sending();
  }
}
