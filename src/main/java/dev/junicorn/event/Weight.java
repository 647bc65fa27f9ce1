package dev.junicorn.event;

import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.CrashEvent.WorkerCrashed;
import dev.junicorn.event.DeadlineEvent.Answers;
import dev.junicorn.event.DeadlineEvent.CameBack;
import dev.junicorn.event.DeadlineEvent.Exceeded;
import dev.junicorn.event.DeadlineEvent.GivenUp;
import dev.junicorn.event.DeadlineEvent.Near;
import dev.junicorn.event.DeadlineEvent.Place;
import dev.junicorn.event.DeadlineEvent.Silent;
import dev.junicorn.event.DeadlineEvent.Stuck;
import dev.junicorn.event.FindingEvent.FindingOver;
import dev.junicorn.event.FindingEvent.FindingPersists;
import dev.junicorn.event.ServerEvent.AppFailed;
import dev.junicorn.event.ServerEvent.ClientLeft;
import dev.junicorn.event.ServerEvent.Decided;
import dev.junicorn.event.ServerEvent.Failed;
import dev.junicorn.event.ServerEvent.Listening;
import dev.junicorn.event.ServerEvent.RequestRefused;
import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.event.ServerEvent.RequestTrouble;
import dev.junicorn.event.ServerEvent.Starting;
import dev.junicorn.event.ServerEvent.Stopping;
import dev.junicorn.event.ServerEvent.UploadRefused;
import dev.junicorn.event.ServerEvent.Warned;
import dev.junicorn.event.ServerEvent.WorkerBootFailed;
import dev.junicorn.event.ServerEvent.WorkerExited;
import dev.junicorn.event.ServerEvent.WorkerOutput;
import dev.junicorn.event.ServerEvent.WorkerReady;
import dev.junicorn.event.ServerEvent.WorkerStarted;
import dev.junicorn.event.SupervisionEvent.GenerationBegun;
import dev.junicorn.event.SupervisionEvent.GenerationProven;
import dev.junicorn.event.SupervisionEvent.GenerationRefused;
import dev.junicorn.event.SupervisionEvent.ImportServes;
import dev.junicorn.event.SupervisionEvent.Reloaded;
import dev.junicorn.event.SupervisionEvent.Resized;
import dev.junicorn.event.SupervisionEvent.WorkerEnded;
import dev.junicorn.event.SupervisionEvent.WorkerKilled;
import dev.junicorn.event.SupervisionEvent.WorkerRetires;
import dev.junicorn.event.SupervisionEvent.WorkerToBeReplaced;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestHead;
import java.util.Arrays;
import java.util.List;

/**
 * About how many characters an event holds on to. Cheap, for it is asked on event loops: nothing is
 * put together for it. No kind of event is left out: a queue of it would have no bound.
 */
final class Weight {

  /** What an event costs beside its texts. */
  private static final int OVERHEAD = 100;

  private Weight() {}

  static long of(ServerEvent event) {
    return OVERHEAD + texts(event);
  }

  private static long texts(ServerEvent event) {
    return switch (event) {
      case Starting starting -> length(starting.version(), starting.app());
      case Decided decided -> decided.sentence().length();
      case Listening listening -> listening.address().length();
      case WorkerStarted started -> started.reason().length();
      case WorkerReady ready -> ready.python().length();
      case WorkerBootFailed failed -> length(failed.message(), failed.traceback());
      case WorkerExited exited -> exited.how().length();
      case WorkerOutput output -> output.line().length();
      case AppFailed failed ->
          length(
              failed.method(), failed.target(), failed.message(), failed.traceback(), failed.id());
      case RequestRefused refused -> length(refused.reason(), refused.peer());
      case UploadRefused refused -> texts(refused.line());
      case RequestTrouble trouble -> trouble.sentence().length();
      case ClientLeft left -> length(left.method(), left.target(), left.when());
      case RequestServed served ->
          head(served.request()) + headers(served.responseHeaders()) + served.id().length();
      case Warned warned -> warned.sentence().length();
      case Failed failed -> failed.sentence().length();
      case Stopping stopping -> stopping.reason().length();
      case CrashEvent crash -> texts(crash);
      case DeadlineEvent deadline -> texts(deadline);
      case FindingEvent finding -> texts(finding);
      case SupervisionEvent supervision -> texts(supervision);
    };
  }

  private static long texts(CrashEvent event) {
    return switch (event) {
      case RequestInterrupted lost -> length(lost.method(), lost.target(), lost.id());
      case WorkerCrashed crashed -> length(crashed.sentences());
    };
  }

  private static long texts(DeadlineEvent event) {
    return switch (event) {
      case Near near -> place(near.place()) + length(near.holdUp(), near.stack());
      case Exceeded exceeded ->
          place(exceeded.place()) + length(exceeded.holdUp(), exceeded.stack());
      case CameBack back -> place(back.place());
      case Stuck stuck -> place(stuck.place());
      case Silent silent -> length(silent.holdUp(), silent.stacks());
      case Answers _, GivenUp _ -> 0;
    };
  }

  private static long texts(FindingEvent event) {
    return switch (event) {
      case FindingPersists found ->
          length(found.code(), found.title(), found.fix()) + length(found.evidence());
      case FindingOver over -> over.code().length();
    };
  }

  private static long texts(SupervisionEvent event) {
    return switch (event) {
      case GenerationBegun begun -> begun.reason().length();
      case GenerationProven _, Reloaded _ -> 0;
      case GenerationRefused refused -> length(refused.message(), refused.traceback());
      case WorkerRetires retires -> retires.reason().length();
      case WorkerToBeReplaced replaced -> replaced.reason().length();
      case WorkerEnded ended -> ended.reason().length();
      case WorkerKilled killed -> killed.reason().length();
      case ImportServes serves -> serves.starter().length();
      case Resized resized -> resized.reason().length();
    };
  }

  private static long place(Place place) {
    return length(place.method(), place.target(), place.id());
  }

  /** The query is a part of the target, the rest is short. */
  private static long head(RequestHead head) {
    return length(head.method(), head.target(), head.path()) + headers(head.headers());
  }

  private static long headers(List<Header> headers) {
    long size = 0;
    for (Header header : headers) {
      size += header.name().length() + header.value().length();
    }
    return size;
  }

  private static long length(String... texts) {
    return length(Arrays.asList(texts));
  }

  private static long length(List<String> texts) {
    long length = 0;
    for (String text : texts) {
      length += text.length();
    }
    return length;
  }
}
