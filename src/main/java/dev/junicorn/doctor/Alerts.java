package dev.junicorn.doctor;

import dev.junicorn.event.FindingEvent;
import dev.junicorn.event.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which findings are said in the log, and when: those that persist, once, and again only after a
 * long time; and that they are over. Confined to the thread that examines.
 */
public final class Alerts {

  /** So long a finding has to stand before it is said. */
  static final Duration PERSISTS = Duration.ofSeconds(30);

  /** A finding that is away for no longer than this has not gone. */
  static final Duration FLICKERS = Duration.ofSeconds(10);

  /** One that was said is over only when it has been gone for so long. */
  static final Duration OVER = Duration.ofMinutes(1);

  /** What lasts is said again so often: a log is searched by the hour. */
  static final Duration AGAIN = Duration.ofMinutes(30);

  private final Map<String, Standing> standing = new LinkedHashMap<>();

  /** A finding that stands, or stood a moment ago. Nanoseconds. */
  private static final class Standing {
    private final long since;
    private Finding finding;
    private long seenAt;
    private long saidAt;
    private boolean said;

    private Standing(Finding finding, long now) {
      this.finding = finding;
      since = now;
      seenAt = now;
    }

    private boolean isDue(long now) {
      return said ? now - saidAt >= AGAIN.toNanos() : now - since >= PERSISTS.toNanos();
    }

    private boolean isGone(long now) {
      return now - seenAt > (said ? OVER : FLICKERS).toNanos();
    }
  }

  /**
   * Takes note of an examination.
   *
   * @param findings the most important first
   * @param now monotonic nanoseconds
   * @return what is to be said
   */
  public List<FindingEvent> heed(List<Finding> findings, long now) {
    List<FindingEvent> events = new ArrayList<>();
    for (Finding finding : findings) {
      Standing state = standing.computeIfAbsent(finding.code(), _ -> new Standing(finding, now));
      state.finding = finding;
      state.seenAt = now;
      if (state.isDue(now)) {
        events.add(persists(state, now));
        state.said = true;
        state.saidAt = now;
      }
    }
    for (Iterator<Standing> each = standing.values().iterator(); each.hasNext(); ) {
      Standing state = each.next();
      if (state.isGone(now)) {
        each.remove();
        if (state.said) {
          events.add(
              new FindingEvent.FindingOver(
                  state.finding.code(), Duration.ofNanos(state.seenAt - state.since)));
        }
      }
    }
    return List.copyOf(events);
  }

  private static FindingEvent persists(Standing state, long now) {
    Finding finding = state.finding;
    return new FindingEvent.FindingPersists(
        finding.code(),
        finding.weight() == Finding.Weight.NOTE ? Severity.INFO : Severity.WARNING,
        finding.title(),
        Duration.ofNanos(now - state.since),
        finding.evidence().stream().limit(2).toList(),
        finding.fix().isEmpty() ? "" : finding.fix().getFirst());
  }
}
