package dev.junicorn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.observation.Mark.Kind;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All slots are busy and requests wait: when that is a finding, and which size is advised. */
class SlotsFullTest {

  private final SampleServer server = new SampleServer();

  /** More threads than are ever recommended. */
  @Test
  void aServerOfManyThreadsGetsMoreWorkers() {
    server.sized(1, 40).crowded().waiting = 20;
    assertThat(server.only("slots-full").fix().toString()).contains("scale workers=2 threads=30`");
  }

  @Test
  void oneSlotForTwelveUsers() {
    server.sized(1, 1).overrun(11, 2, 2);
    Finding finding = server.only("slots-full");
    assertThat(finding.title()).isEqualTo("The only slot is busy while the processors idle");
    assertThat(finding.evidence().toString())
        .contains("Little's law: 2.0 requests/s x (5.5 s waiting + 0.5 s in the app)");
    assertThat(finding.fix())
        .contains(
            "Now, without a restart: `junicorn ctl scale workers=1 threads=12`.",
            "The same size with gunicorn: `gunicorn --bind=0.0.0.0:8000 --workers 1 --threads 12 app:app`.");
    server.folder = "/srv/the shop";
    assertThat(server.only("slots-full").fix().toString())
        .contains("`gunicorn --chdir '/srv/the shop' --bind=0.0.0.0:8000 --workers");
    server.timeout = 0.4;
    assertThat(server.only("slots-full").fix().toString())
        .as("0 would be no limit at all")
        .contains(" --timeout 1 --workers 1 ");
  }

  @Test
  void processorsThatOthersUseAreNotIdle() {
    server.crowded();
    server.machineCores = 1.7;
    Finding finding = server.only("slots-full");
    assertThat(finding.title()).isEqualTo("All 8 slots are busy, and requests wait for one");
    assertThat(finding.cause()).doesNotContain("has time");
  }

  /** Twelve users come: for a moment more arrive than are served, and then no more. */
  @Test
  void usersWhoHaveJustComeAreCountedAndNotTheirArrivals() {
    server.sized(1, 1).overrun(11, 2, 2);
    List<Second> past = new ArrayList<>();
    server.arrived = 14;
    past.add(server.second(SampleServer.NOW / 1000 - 10));
    server.arrived = 2;
    for (int ago = 9; ago > 0; ago--) {
      past.add(server.second(SampleServer.NOW / 1000 - ago));
    }
    assertThat(Doctor.examine(server.seen(past)).getFirst().fix())
        .contains("Now, without a restart: `junicorn ctl scale workers=1 threads=12`.");
  }

  @Test
  void whereMoreComeThanAreServedTheArrivalsCount() {
    server.sized(1, 1).overrun(80, 2, 10);
    assertThat(server.only("slots-full").evidence().toString())
        .contains("10 requests/s arrive and 2.0 requests/s are served");
  }

  /**
   * Eight clients that ask again at once: 78 refusals a second tell nothing of how many they are.
   */
  @Test
  void whereRequestsAreTurnedAwayNoSizeIsPromised() {
    server.sized(1, 2).crowded().requests("/", 20, 500, SampleServer.split(500, 5, 0, 495));
    server.waiting = 2;
    server.answered = 78;
    server.arrived = 78;
    server.refused = Map.of("queue_full", 74);
    Finding finding = Doctor.examine(server.seen()).getFirst();
    assertThat(finding.code()).isEqualTo("slots-full");
    assertThat(finding.evidence().toString())
        .contains("740 requests were turned away", "at least 5, on 2 slots")
        .doesNotContain("Little");
    assertThat(finding.fix().getFirst()).startsWith("At least").contains("threads=5`");
    assertThat(finding.expected()).contains("look again").doesNotContain("0.1 s");
  }

  /** A queue that is full of those who came long ago is not what is needed at once. */
  @Test
  void aFullQueueIsNotTakenForTheNeed() {
    server.sized(1, 1).overrun(2048, 10, 10);
    server.refused = Map.of("queue_full", 8);
    assertThat(Doctor.examine(server.seen()).getFirst().fix().getFirst()).contains("threads=9`");
  }

  @Test
  void aBurstOfSomeSecondsIsWhatTheQueueIsFor() {
    assertThat(SampleServer.codes(withLastSeconds(7))).isEmpty();
    assertThat(SampleServer.codes(withLastSeconds(8))).containsExactly("slots-full");
  }

  @Test
  void aReloadBeginsANewTime() {
    server.crowded().mark(Kind.RELOAD, 5);
    assertThat(server.codes()).isEmpty();
  }

  @Test
  void whatStartsOrStopsIsNotJudgedByItsLoad() {
    server.crowded().state = "draining";
    assertThat(server.codes()).isEmpty();
  }

  /** The last seconds crowded, those before well. */
  private Observation withLastSeconds(int crowded) {
    List<Second> past = new ArrayList<>(new SampleServer().seen().seconds());
    SampleServer full = new SampleServer().crowded();
    for (int i = 60 - crowded; i < 60; i++) {
      past.set(i, full.second(past.get(i).epochSecond()));
    }
    return full.seen(past);
  }
}
