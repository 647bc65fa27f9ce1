package dev.junicorn.server;

import dev.junicorn.channel.Inspector;
import dev.junicorn.channel.WorkerPort;
import dev.junicorn.console.Health;
import dev.junicorn.dispatch.DispatchSettings;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.dispatch.Gate;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.forensics.CrashReports;
import dev.junicorn.forensics.WorkerEnd;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.http.HttpSettings;
import dev.junicorn.http.ListenAddress;
import dev.junicorn.http.TrustedPeers;
import dev.junicorn.log.Logs;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import dev.junicorn.posix.Scheduling;
import dev.junicorn.protocol.RequestEncoder;
import dev.junicorn.supervisor.DispatchLoop;
import dev.junicorn.supervisor.Supervisor;
import dev.junicorn.supervisor.SupervisorListener;
import dev.junicorn.supervisor.SupervisorSettings;
import dev.junicorn.supervisor.WorkerDeath;
import dev.junicorn.worker.Bridge;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a server and their order. Built top to bottom, started in order, stopped in reverse:
 *
 * <pre>
 *   start:  worker port ─► front end (listens; requests wait) ─► supervisor (workers boot)
 *   stop:   front end (accepts no more, finishes) ─► supervisor (workers end) ─► worker port ─► loop
 * </pre>
 */
final class RunningServer {

  /** How long workers may take for their exit handlers before they are killed. */
  private static final Duration WORKERS_END = Duration.ofSeconds(5);

  /** How long refusals may take to reach their clients when the grace period is over. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final LaunchPlan plan;
  private final Path folder;
  private final Logs logs;
  private final CrashReports crashes;
  private final Insight insight;
  private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
  private final MultiThreadIoEventLoopGroup loops;
  private final EventLoop loop;
  private final ScheduledExecutorService supervision;
  private final ScheduledExecutorService inspection;
  private final WorkerPort port;
  private final Dispatcher dispatcher;
  private final HttpFrontEnd front;
  private final Supervisor supervisor;
  private volatile Health health = new Health(false, "No worker has booted yet.");

  /** What the main thread waits for. */
  private sealed interface Notice {
    record Stop(Outcome outcome, String reason) implements Notice {}

    record Drained() implements Notice {}
  }

  /**
   * @param crashes hears of every event and passes it on to {@code insight}
   * @param insight hears of every event and passes it on to {@code logs}
   */
  RunningServer(
      LaunchPlan plan,
      Path folder,
      String scriptName,
      Logs logs,
      CrashReports crashes,
      Insight insight,
      long pid)
      throws IOException {
    this.plan = plan;
    this.folder = folder;
    this.logs = logs;
    this.crashes = crashes;
    this.insight = insight;
    loops =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("junicorn-loop", true),
            EpollIoHandler.newFactory(0, () -> new TakeTogether(this::answersAreNear)));
    loop = loops.next();
    supervision =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("junicorn-supervisor").factory());
    inspection =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("junicorn-inspector").factory());
    port =
        new WorkerPort(
            loop,
            spoolFolder(),
            new RequestEncoder("junicorn", scriptName),
            new Inspector(inspection, System::nanoTime));
    dispatcher =
        new Dispatcher(
            loop,
            new DispatchSettings(
                plan.queue().limit(),
                plan.queue().timeout(),
                plan.times().request(),
                plan.faults().replaySafe()),
            crashes,
            System::nanoTime);
    Gate gate = new Gate(dispatcher);
    front =
        new HttpFrontEnd(
            loop, httpSettings(), gate, crashes, System::nanoTime, InstantSource.system());
    supervisor =
        new Supervisor(
            supervisorSettings(pid),
            supervision,
            new DispatchLoop(loop, port, dispatcher, gate),
            new WorkerNotices(),
            crashes,
            System::nanoTime,
            new SplittableRandom());
  }

  /** Starts everything, waits for a reason to stop, stops everything. */
  Outcome runUntilStopped() throws IOException {
    Signals.onStop(
        name -> notices.add(new Notice.Stop(Outcome.STOPPED, "asked to (" + name + ")")));
    Signals.onSupervision(supervisor);
    Signals.onOthers(name ->
        logs.publish(
            new ServerEvent.Warned(name + " is ignored: there is no reopening of logs yet.")));
    try {
      await(port.open(socket()), "Cannot open the workers' socket");
      for (Sourced<Bind> bind : plan.listen().binds()) {
        listen(bind);
      }
      insight.start(loop, dispatcher, front, () -> health, spoolFolder());
      loop.execute(Scheduling::yieldOnWakeUp);
      supervisor.start();
      return stop(awaitStop());
    } finally {
      shutDown();
    }
  }

  private void listen(Sourced<Bind> bind) throws IOException {
    String what = "Cannot listen on " + bind.value() + " (" + bind.source() + ")";
    String address = await(front.listen(address(bind.value())), what);
    logs.publish(new ServerEvent.Listening(address));
  }

  private Notice.Stop awaitStop() {
    while (true) {
      if (next(Duration.ofDays(1)) instanceof Notice.Stop stop) {
        return stop;
      }
    }
  }

  private Outcome stop(Notice.Stop stop) {
    health = new Health(false, "The server is stopping.");
    logs.publish(new ServerEvent.Stopping(stop.reason()));
    front.drain().whenComplete((done, failure) -> notices.add(new Notice.Drained()));
    Duration grace = stop.outcome() == Outcome.STOPPED ? plan.times().graceful() : Duration.ZERO;
    if (!(next(grace) instanceof Notice.Drained)) {
      giveUp();
    }
    endWorkers();
    return stop.outcome();
  }

  /** The grace period is over, or somebody is in a hurry: who still waits is told so. */
  private void giveUp() {
    loop.execute(() -> {
      dispatcher.giveUp(new Failure.Stopping());
      front.closeNow(new Failure.Stopping());
    });
    Notice last = next(LAST_WORDS);
    if (!(last instanceof Notice.Drained)) {
      logs.publish(new ServerEvent.Warned("Some clients did not take their last answer in time."));
    }
  }

  private void endWorkers() {
    try {
      supervisor.stop().toCompletableFuture().get(WORKERS_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      logs.publish(
          new ServerEvent.Warned(
              "Workers did not end within " + WORKERS_END.toSeconds() + " s and are killed."));
      supervisor.kill();
    } catch (ExecutionException e) {
      logs.publish(new ServerEvent.Warned("Ending the workers failed: " + e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void shutDown() {
    insight.close();
    loop.execute(port::close);
    loops
        .shutdownGracefully(0, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(LAST_WORDS.toMillis());
    supervision.shutdownNow();
    inspection.shutdownNow();
  }

  /** The next notice, null if none comes within {@code limit}. */
  private @Nullable Notice next(Duration limit) {
    try {
      return notices.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Notice.Stop(Outcome.STOPPED, "interrupted");
    }
  }

  private static <T extends @Nullable Object> T await(CompletionStage<T> stage, String what)
      throws IOException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(what + ": " + cause.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(what + ": interrupted", e);
    }
  }

  /** Called on the loop, for the first time before there is a dispatcher. */
  private boolean answersAreNear() {
    return dispatcher != null && dispatcher.answersAreNear();
  }

  private Path socket() {
    return folder.resolve("workers.sock");
  }

  private Path spoolFolder() throws IOException {
    return Files.createDirectories(folder.resolve("spool"));
  }

  private HttpSettings httpSettings() throws IOException {
    LaunchPlan.Limits limits = plan.limits();
    return new HttpSettings(
        limits.requestLine(),
        limits.headerFields(),
        limits.headerFieldSize(),
        limits.requestBody(),
        plan.times().keepAlive(),
        TrustedPeers.of(plan.listen().trustedPeers()),
        spoolFolder(),
        logs.wantsAccess() || insight.wantsRequests());
  }

  private SupervisorSettings supervisorSettings(long pid) throws IOException {
    return new SupervisorSettings(
        plan, folder, Bridge.unpack(folder.resolve("bridge")), socket(), pid);
  }

  private ListenAddress address(Bind bind) {
    int backlog = plan.listen().backlog();
    return switch (bind) {
      case Bind.Tcp(String host, int number) -> new ListenAddress.Tcp(host, number, backlog);
      case Bind.Unix(Path path) -> new ListenAddress.Unix(path, backlog);
      case Bind.Inherited(int descriptor) -> new ListenAddress.Inherited(descriptor);
    };
  }

  /** From the supervisor's thread to the main thread. */
  private final class WorkerNotices implements SupervisorListener {

    @Override
    public void serving() {
      health = new Health(true, "Requests are answered.");
      logs.publish(new ServerEvent.Decided("Ready: requests are answered from now on."));
    }

    @Override
    public void readinessChanged(boolean ready) {
      if (!ready) {
        logs.publish(new ServerEvent.Warned("No worker takes requests now."));
      }
    }

    @Override
    public void workerDied(WorkerDeath death) {
      crashes.died(
          new WorkerEnd(
              death.worker(),
              death.pid(),
              death.generation(),
              death.how(),
              death.expected(),
              death.signalSent().isPresent(),
              death.requests()));
    }

    @Override
    public void cannotBoot(boolean appFault) {
      notices.add(
          appFault
              ? new Notice.Stop(Outcome.APP_LOAD_FAILED, "the app cannot be loaded")
              : new Notice.Stop(Outcome.WORKER_BOOT_FAILED, "no worker can be started"));
    }
  }
}
