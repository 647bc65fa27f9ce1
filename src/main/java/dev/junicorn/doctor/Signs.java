package dev.junicorn.doctor;

import dev.junicorn.doctor.Prescription.Change;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Mark.Kind;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.Setup;
import dev.junicorn.observation.StackLook;
import dev.junicorn.observation.StackLook.Place;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the rules judge by, reckoned once for all of them. Confined to one examination. */
final class Signs {

  /**
   * How long something has to last before it is found, in seconds. A burst of some seconds is what
   * the wait queue is for; who waits for a page for ten is gone.
   */
  static final int RECENT = 10;

  /** For what is rarer: requests that take seconds, clients that leave. Seconds. */
  static final int MINUTE = 60;

  /** For single events that matter by themselves, such as a deadline. Seconds. */
  static final int FIVE_MINUTES = 300;

  /** Looks are made while many slots are busy; older ones show another time. */
  private static final long LOOKS_MILLIS = 20_000;

  /** So many of the slots are "all": the look is an average over a second. */
  private static final double FULL = 0.85;

  /** Shorter waits come with every change of hands. Seconds. */
  private static final double WAITS = 0.02;

  /** So much of the processors is "all": the kernel has its share, too. */
  private static final double USED_UP = 0.85;

  /** With less than this in use there is time for half as much again. */
  private static final double IDLE = 0.65;

  /** Of the whole machine, whose own bookkeeping is exact. */
  private static final double MACHINE_FULL = 0.95;

  /** More than all: then the processors counted are not those that may be used. */
  private static final double NOT_COMPARABLE = 1.05;

  /** With less of a full machine the workers are not those who fill it. */
  private static final double OUR_DOING = 0.4;

  private final Observation seen;
  private final Window recent;
  private final Window minute;
  private final Window fiveMinutes;
  private final List<StackLook> looks;
  private final Work work;
  private @Nullable Room room;
  private boolean isDecided;
  private Optional<Prescription> prescription = Optional.empty();

  Signs(Observation seen) {
    this.seen = seen;
    long settled = settledSince(seen.marks());
    recent = window(seen, RECENT, settled);
    minute = window(seen, MINUTE, settled);
    fiveMinutes = window(seen, FIVE_MINUTES, 0);
    looks =
        seen.looks().stream()
            .filter(
                look -> look.epochMillis() >= Math.max(settled, seen.epochMillis() - LOOKS_MILLIS))
            .toList();
    work = Work.of(recent.spent(), recent.sum(Second::busy), places());
  }

  Observation seen() {
    return seen;
  }

  Setup setup() {
    return seen.setup();
  }

  Now now() {
    return seen.now();
  }

  /** Whether it is in service: not starting, draining or stopping. */
  boolean serves() {
    return now().state().equals("ready");
  }

  /** The last {@value #RECENT} seconds, fewer after a reload or a change of size. */
  Window recent() {
    return recent;
  }

  /** The last {@value #MINUTE} seconds, fewer after a reload or a change of size. */
  Window minute() {
    return minute;
  }

  /** The last {@value #FIVE_MINUTES} seconds. */
  Window fiveMinutes() {
    return fiveMinutes;
  }

  Work work() {
    return work;
  }

  List<StackLook> looks() {
    return looks;
  }

  List<Place> places() {
    return looks.stream().flatMap(look -> look.places().stream()).toList();
  }

  /** How often something of this kind happened in the last seconds. */
  int marks(Kind kind, int seconds) {
    return texts(kind, seconds).size();
  }

  /** What the log said each time, oldest first. */
  List<String> texts(Kind kind, int seconds) {
    long since = seen.epochMillis() - 1000L * seconds;
    return seen.marks().stream()
        .filter(mark -> mark.kind() == kind && mark.epochMillis() >= since)
        .map(Mark::text)
        .toList();
  }

  int slots() {
    return now().workersWanted() * now().threads();
  }

  /** How many there should be, at least 1. */
  int workers() {
    return Math.max(1, now().workersWanted());
  }

  /** Of each, at least 1. */
  int threads() {
    return Math.max(1, now().threads());
  }

  /** For how many workers there is memory. */
  Room room() {
    Room known = room;
    if (known == null) {
      known = Room.of(this);
      room = known;
    }
    return known;
  }

  /** What is to become of the size; empty where nothing is found that has to do with it. */
  Optional<Prescription> prescription() {
    if (!isDecided) {
      prescription = Prescriber.prescribe(this);
      isDecided = true;
    }
    return prescription;
  }

  /** Another size, where one is prescribed. */
  Optional<Change> change() {
    return prescription()
        .flatMap(size -> size instanceof Change change ? Optional.of(change) : Optional.empty());
  }

  /** Whether all slots have been busy, and requests have waited for one. */
  boolean crowded() {
    return serves() && recent.lasts(Signs::isCrowded);
  }

  /** For how many seconds up to now that has been so, of the last {@value #RECENT}. */
  int crowdedSeconds() {
    return (int) recent.seconds().reversed().stream().takeWhile(Signs::isCrowded).count();
  }

  static boolean isCrowded(Second second) {
    return second.slots() > 0
        && second.busy() >= FULL * second.slots()
        && (second.waiting() > 0 || second.queueWait().p95() >= WAITS);
  }

  /** Whether the server and its workers have used up the processors. */
  boolean processorsUsedUp() {
    return serves() && setup().cores() > 0 && recent.lasts(this::usesThemUp);
  }

  /** Whether somebody else has used up the processors. */
  boolean processorsTaken() {
    return serves()
        && setup().cores() > 0
        && recent.lasts(second -> isMachineFull(second) && !usesThemUp(second));
  }

  /** Whether the processors have time for more, whoever uses them now. */
  boolean processorsIdle() {
    double all = recent.mean(second -> second.machine().machineCores());
    double own =
        recent.mean(second -> second.machine().workerCores() + second.machine().serverCores());
    boolean comparable = all <= NOT_COMPARABLE * setup().cores();
    return (comparable ? all : own) < IDLE * setup().cores();
  }

  /** Whether so many processors are all that there are. */
  boolean wouldUseThemUp(double cores) {
    return setup().cores() > 0 && cores >= USED_UP * setup().cores();
  }

  private boolean usesThemUp(Second second) {
    double own = second.machine().workerCores() + second.machine().serverCores();
    return wouldUseThemUp(own)
        || (isMachineFull(second) && second.machine().workerCores() >= OUR_DOING * setup().cores());
  }

  private boolean isMachineFull(Second second) {
    double all = second.machine().machineCores();
    return all >= MACHINE_FULL * setup().cores() && all <= NOT_COMPARABLE * setup().cores();
  }

  /** Seconds per request that got a slot, on average. */
  double perRequest(ToDoubleFunction<ServedRequest> nanos) {
    return recent.requests().stream()
            .filter(request -> request.pid() != 0)
            .mapToDouble(nanos)
            .average()
            .orElse(0)
        / 1e9;
  }

  /** New code and a new size begin a new time: what was before is not held against them. */
  private static long settledSince(List<Mark> marks) {
    return marks.stream()
        .filter(mark -> mark.kind() == Kind.RELOAD || mark.kind() == Kind.RESIZE)
        .mapToLong(Mark::epochMillis)
        .max()
        .orElse(0);
  }

  private static Window window(Observation seen, int wanted, long settled) {
    long from = Math.max(settled, seen.epochMillis() - 1000L * wanted);
    List<ServedRequest> requests = seen.requests();
    int first = requests.size();
    while (first > 0 && requests.get(first - 1).endedMillis() >= from) {
      first--;
    }
    return new Window(
        wanted,
        seen.last(wanted).stream().filter(s -> s.epochSecond() * 1000 >= settled).toList(),
        requests.subList(first, requests.size()));
  }
}
