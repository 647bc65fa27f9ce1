package dev.junicorn.server;

import dev.junicorn.channel.Inspector;
import dev.junicorn.channel.WorkerPort;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.dispatch.Gate;
import dev.junicorn.http.EpollIo;
import dev.junicorn.protocol.RequestEncoder;
import dev.junicorn.supervisor.DispatchLoop;
import dev.junicorn.supervisor.Supervisor;
import dev.junicorn.supervisor.SupervisorFacilities;
import dev.junicorn.supervisor.SupervisorListener;
import dev.junicorn.supervisor.SupervisorThread;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The side of a server that faces its workers: the loop, the port that workers connect to, who
 * gives them requests and who keeps them alive, each with its thread. A server puts a front end
 * before it; who only wants to know whether the app loads needs no more than this.
 */
final class WorkerSide {

  private final ServerSettings settings;
  private final MultiThreadIoEventLoopGroup loops;
  private final EventLoop loop;
  private final ScheduledExecutorService supervision = OneThread.named("junicorn-supervisor");
  private final ScheduledExecutorService inspection = OneThread.named("junicorn-inspector");
  private final WatchfulTime time;
  private final WorkerPort port;
  private final Dispatcher dispatcher;
  private final Gate gate;
  private final Supervisor supervisor;

  /**
   * @param listener called on the supervisor's thread
   */
  WorkerSide(Launch launch, SupervisorListener listener) throws IOException {
    settings = new ServerSettings(launch);
    loops =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("junicorn-loop", true),
            EpollIo.factory(() -> new TakeTogether(this::answersAreNear)));
    loop = loops.next();
    time = new WatchfulTime(System::nanoTime, launch.logs());
    port =
        new WorkerPort(
            loop,
            settings.spoolFolder(),
            new RequestEncoder("junicorn", launch.scriptName()),
            new Inspector(inspection, System::nanoTime),
            launch.crashes());
    dispatcher = new Dispatcher(loop, settings.dispatch(), launch.crashes(), time);
    gate = new Gate(dispatcher);
    supervisor =
        new Supervisor(
            new SupervisorFacilities(
                settings.supervisor(),
                new SupervisorThread(supervision, launch.crashes(), time),
                new DispatchLoop(loop, port, dispatcher, gate),
                launch.crashes()),
            listener,
            new SplittableRandom());
  }

  /** Has the port listen and time pass; workers may be started from then on. */
  void open() throws IOException {
    time.start(loop);
    Awaited.result(port.open(settings.workersSocket()), "Cannot open the workers' socket");
  }

  EventLoop loop() {
    return loop;
  }

  ScheduledExecutorService supervision() {
    return supervision;
  }

  ScheduledExecutorService inspection() {
    return inspection;
  }

  WatchfulTime time() {
    return time;
  }

  WorkerPort port() {
    return port;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Gate gate() {
    return gate;
  }

  Supervisor supervisor() {
    return supervisor;
  }

  /** No more steps of the supervisor's, which send tasks to others: also not the one it is in. */
  void endSupervision() {
    OneThread.end(supervision, settings.stopTimes().lastWords());
  }

  /** The rest, after {@link #endSupervision}. */
  void close() {
    long limit = settings.stopTimes().lastWords().toMillis();
    loop.execute(port::close);
    loops.shutdownGracefully(0, limit, TimeUnit.MILLISECONDS).awaitUninterruptibly(limit);
    inspection.shutdownNow();
  }

  /** Called on the loop, for the first time before there is a dispatcher. */
  private boolean answersAreNear() {
    return dispatcher != null && dispatcher.answersAreNear();
  }
}
