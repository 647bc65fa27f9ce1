package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.event.DeadlineEvent;
import dev.junicorn.observation.Mark.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests were ended for their age. */
final class DeadlineHit implements Rule {

  static final String CODE = "deadline-hit";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    List<String> texts = signs.texts(Kind.DEADLINE, Signs.FIVE_MINUTES);
    int hits = Math.max(texts.size(), signs.fiveMinutes().refused("deadline"));
    return hits > 0 ? Optional.of(finding(signs, hits, texts)) : Optional.empty();
  }

  private static Finding finding(Signs signs, int hits, List<String> texts) {
    String limit = Words.seconds(signs.setup().timeout());
    List<String> evidence = new ArrayList<>();
    evidence.add("%d in the last 5 minutes; --timeout is %s.".formatted(hits, limit));
    if (!texts.isEmpty()) {
      evidence.add("The last: " + Words.line(texts.getLast()));
    }
    return new Finding(
        CODE,
        Weight.WARNING,
        "%s %s ended after %s"
            .formatted(Words.plural(hits, "request"), hits == 1 ? "was" : "were", limit),
        "A request ran longer than --timeout allows. Its client got a 504, or, where the answer had"
            + " begun, a cut connection; its thread an exception. A thread that does not come back"
            + " costs its worker.",
        List.copyOf(evidence),
        List.of(
            "The log has the Python stack of each, at half of the time and at its end: look at the line it names.",
            "Give what it waits for a timeout of its own, `requests.get(..., timeout=5)` for example.",
            texts.stream().anyMatch(text -> text.startsWith(DeadlineEvent.CUT))
                ? "Answers were cut that had begun: event streams and long downloads want `--timeout 0`."
                : "Work that takes longer belongs into a task queue; only if a client really waits so long, raise `--timeout`."),
        "No 504s, no answers that are cut, and no worker is replaced for a thread that is stuck.");
  }
}
