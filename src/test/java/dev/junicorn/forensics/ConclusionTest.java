package dev.junicorn.forensics;

import static dev.junicorn.forensics.Samples.KILLED;
import static dev.junicorn.forensics.Samples.end;
import static dev.junicorn.forensics.Samples.facts;
import static dev.junicorn.forensics.Samples.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.worker.ExitStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConclusionTest {

  private static final String GROUP = "/sys/fs/cgroup/app/memory.events";

  @Test
  void theOutOfMemoryKillerIsNamedWhereTheKernelCountedIt() {
    Conclusion conclusion = killed(new OomChange(GROUP, 0, 1, 1));
    assertThat(conclusion.outOfMemory()).isTrue();
    assertThat(conclusion.sentences().getFirst())
        .isEqualTo(
            "Worker 3 (pid 4711) died: killed by signal 9 (SIGKILL) by the kernel's out-of-memory"
                + " killer: oom_kill in "
                + GROUP
                + " went from 0 to 1.");
  }

  @Test
  void oneThatDidNotFitInIsToldWithWhatToDo() {
    OomChange oom = new OomChange(GROUP, 0, 1, 1);
    assertThat(Conclusion.of(neverReady(Optional.of(oom))).sentences().getLast())
        .isEqualTo(
            "The 512 MiB that there are for server and workers are not enough to import the app in"
                + " every worker: start fewer (--workers N, or auto, which starts as many as fit),"
                + " or give the machine or the container more.");
    assertThat(Conclusion.of(neverReady(Optional.empty())).sentences().getLast())
        .isEqualTo("It was running no request.");
  }

  private static CrashFacts neverReady(Optional<OomChange> oom) {
    CrashFacts ready = facts(end(KILLED, false), oom, List.of());
    CrashFacts.Life life =
        new CrashFacts.Life(
            ready.life().reason(), ready.life().started(), ready.life().age(), Optional.empty());
    return new CrashFacts(
        ready.time(),
        ready.diedAt(),
        ready.end(),
        life,
        ready.oom(),
        ready.memory(),
        ready.memoryLimit(),
        ready.requests(),
        ready.output());
  }

  @Test
  void aKillThatTheKernelDidNotCountWasSomebodyElses() {
    Conclusion conclusion = killed(new OomChange(GROUP, 4, 4, 1));
    assertThat(conclusion.outOfMemory()).isFalse();
    assertThat(conclusion.sentences().getFirst())
        .contains("Neither the server sent it nor the kernel's out-of-memory killer")
        .endsWith("stayed at 4.");
  }

  @Test
  void whichOfTwoWorkersItWasIsNotGuessed() {
    Conclusion conclusion = killed(new OomChange(GROUP, 4, 5, 2));
    assertThat(conclusion.outOfMemory()).isFalse();
    assertThat(conclusion.sentences().getFirst())
        .contains("one of 2 processes")
        .endsWith("oom_kill in " + GROUP + " went from 4 to 5.");
  }

  @Test
  void bothOfTwoWorkersAreKnownWhereTwoWereCounted() {
    assertThat(killed(new OomChange(GROUP, 4, 6, 2)).outOfMemory()).isTrue();
  }

  @Test
  void aWorkerThatWentWithItsSpawnerIsTheKillersWhereItCountedBoth() {
    Conclusion both = orphan(new OomChange(GROUP, 0, 2, 2));
    assertThat(both.outOfMemory()).isTrue();
    assertThat(both.sentences().getFirst())
        .endsWith(
            "died: killed with its spawner by the kernel's out-of-memory killer: oom_kill in "
                + GROUP
                + " went from 0 to 2.");
    Conclusion one = orphan(new OomChange(GROUP, 0, 1, 2));
    assertThat(one.outOfMemory()).isFalse();
    assertThat(one.sentences().getFirst())
        .contains("how is not known: the spawner ended first.")
        .contains("the out-of-memory killer ended 1 of 2: oom_kill in " + GROUP);
    Conclusion none = orphan(new OomChange(GROUP, 3, 3, 2));
    assertThat(none.sentences().getFirst())
        .endsWith("died: how is not known: the spawner ended first.");
  }

  @Test
  void withoutACounterNothingIsSaidOfMemory() {
    Conclusion conclusion = Conclusion.of(facts(KILLED));
    assertThat(conclusion.outOfMemory()).isFalse();
    assertThat(conclusion.sentences().getFirst()).contains("is not known").contains("no oom_kill");
  }

  @Test
  void aSignalOfTheServersIsTheServers() {
    OomChange oom = new OomChange(GROUP, 0, 1, 0);
    Conclusion conclusion = Conclusion.of(facts(end(KILLED, true), Optional.of(oom), List.of()));
    assertThat(conclusion.outOfMemory()).isFalse();
    assertThat(conclusion.sentences().getFirst()).endsWith(", which the server sent.");
  }

  @Test
  void anotherSignalIsNeverTheOutOfMemoryKillers() {
    OomChange oom = new OomChange(GROUP, 0, 1, 0);
    WorkerEnd end = end(new ExitStatus.Signalled(11), false);
    Conclusion conclusion = Conclusion.of(facts(end, Optional.of(oom), List.of()));
    assertThat(conclusion.outOfMemory()).isFalse();
    assertThat(conclusion.sentences().getFirst())
        .endsWith("killed by signal 11 (SIGSEGV), which the server did not send.");
  }

  @Test
  void anExitIsTheProcesssOwn() {
    assertThat(Conclusion.of(facts(new ExitStatus.Exited(7))).sentences().getFirst())
        .isEqualTo("Worker 3 (pid 4711) died: exit code 7. It ended itself.");
  }

  @Test
  void lifeAndMemoryAreALine() {
    assertThat(Conclusion.of(facts(KILLED)).sentences().get(1))
        .isEqualTo(
            "It had lived 300.0 s, had answered 812 requests; its memory was 498 MiB 2.0 s before the"
                + " end and 120 MiB 295.0 s before.");
  }

  @Test
  void theFirstRequestsAreNamedAndTheOthersCounted() {
    List<CrashFacts.LostRequest> many =
        List.of(lost("/a"), lost("/b"), lost("/c"), lost("/d"), lost("/e"));
    assertThat(sentence(many))
        .isEqualTo(
            "It was running GET /a for 12.3 s, GET /b for 12.3 s, GET /c for 12.3 s and 2 more.");
    assertThat(sentence(List.of(lost("/a")))).isEqualTo("It was running GET /a for 12.3 s.");
    assertThat(sentence(List.of())).isEqualTo("It was running no request.");
  }

  private static String sentence(List<CrashFacts.LostRequest> requests) {
    return Conclusion.of(facts(end(KILLED, false), Optional.empty(), requests))
        .sentences()
        .getLast();
  }

  private static Conclusion orphan(OomChange oom) {
    WorkerEnd end = end(new ExitStatus.Unknown(), false);
    return Conclusion.of(facts(end, Optional.of(oom), List.of()));
  }

  private static Conclusion killed(OomChange oom) {
    return Conclusion.of(facts(end(KILLED, false), Optional.of(oom), List.of()));
  }
}
