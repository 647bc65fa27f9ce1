package dev.junicorn.observation;

import dev.junicorn.event.DeadlineEvent;
import dev.junicorn.event.FindingEvent;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.SupervisionEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Marks for the curves, from events. A flood of one kind is one mark a second. */
final class Happenings {

  private static final int LONGEST_TEXT = 300;

  private final Ring<Mark> marks = new Ring<>(Observation.Bounds.MARKS);
  private @Nullable Mark last;

  void take(ServerEvent event, long epochMillis) {
    kind(event).ifPresent(kind -> add(new Mark(epochMillis, kind, firstLine(event.describe()))));
  }

  void forget() {
    marks.clear();
    last = null;
  }

  List<Mark> list() {
    return marks.list();
  }

  private void add(Mark mark) {
    Mark before = last;
    if (before != null
        && before.kind() == mark.kind()
        && mark.kind() == Mark.Kind.DEADLINE
        && mark.epochMillis() / 1000 == before.epochMillis() / 1000) {
      return;
    }
    last = mark;
    marks.add(mark);
  }

  private static Optional<Mark.Kind> kind(ServerEvent event) {
    return switch (event) {
      case ServerEvent.WorkerReady _ -> Optional.of(Mark.Kind.READY);
      case SupervisionEvent.Reloaded _ -> Optional.of(Mark.Kind.RELOAD);
      case SupervisionEvent.GenerationRefused _, ServerEvent.WorkerBootFailed _ ->
          Optional.of(Mark.Kind.BOOT_FAILURE);
      case ServerEvent.WorkerExited exited when exited.booted() && !exited.expected() ->
          Optional.of(Mark.Kind.CRASH);
      case DeadlineEvent.Exceeded _ -> Optional.of(Mark.Kind.DEADLINE);
      case SupervisionEvent.WorkerToBeReplaced _ -> Optional.of(Mark.Kind.RECYCLE);
      case SupervisionEvent.Resized _ -> Optional.of(Mark.Kind.RESIZE);
      case FindingEvent _ -> Optional.of(Mark.Kind.FINDING);
      case ServerEvent.Stopping _ -> Optional.of(Mark.Kind.STOP);
      default -> Optional.empty();
    };
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + " …" : line;
  }
}
