package dev.junicorn.channel;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One worker as the server talks to it: its control stream and its slots. Made before the process
 * is forked, so that the process finds it when it connects. Confined to the dispatch loop, but for
 * the final fields.
 */
public final class WorkerLink {

  private final int id;
  private final int threads;
  private final Scoreboard scoreboard;
  private final WorkerListener listener;
  private final List<NettySlotChannel> slots = new ArrayList<>();
  private final LinkWatch watch = new LinkWatch(this);
  private final long requestLimit;
  private final AtomicLong requests = new AtomicLong();
  private @Nullable Channel control;
  private int pid;
  private String python = "";
  private boolean gil = true;
  private boolean admitted;
  private boolean shutOut;

  /**
   * @param id the worker's number, never used twice in a server's life
   * @param threads how many slots it will have
   * @param requestLimit after how many answers the listener is told that it is worn; 0 for never
   */
  public WorkerLink(
      int id, int threads, long requestLimit, Scoreboard scoreboard, WorkerListener listener) {
    this.id = id;
    this.threads = threads;
    this.requestLimit = requestLimit;
    this.scoreboard = scoreboard;
    this.listener = listener;
  }

  public int id() {
    return id;
  }

  public int threads() {
    return threads;
  }

  /** The process id, 0 until it has connected. */
  public int pid() {
    return pid;
  }

  /** The interpreter's version, empty until the worker is ready. */
  public String python() {
    return python;
  }

  /** Whether Python runs one of its threads at a time; known once the worker is ready. */
  public boolean hasGil() {
    return gil;
  }

  /** How many requests it has answered. Readable from any thread. */
  public long requests() {
    return requests.get();
  }

  /** One more request was answered. */
  public void served() {
    long count = requests.getPlain() + 1;
    requests.setRelease(count);
    if (count == requestLimit) {
      listener.worn(this);
    }
  }

  /**
   * It says that it is ready. Of this and {@link #shutOut} the first counts.
   *
   * @return whether it may get requests
   */
  public boolean admit() {
    admitted = !shutOut;
    return admitted;
  }

  /**
   * It is to end, and gets no requests even if it says that it is ready.
   *
   * @return false if it has said so before, and may have some
   */
  public boolean shutOut() {
    shutOut = !admitted;
    return shutOut;
  }

  public Scoreboard scoreboard() {
    return scoreboard;
  }

  /** Its watch, from before it has connected until it is gone. */
  public WorkerWatch watch() {
    return watch;
  }

  /** The slots that have connected and whose streams have not ended. */
  public List<? extends SlotChannel> slots() {
    return slots.stream().filter(NettySlotChannel::isOpen).toList();
  }

  /**
   * Tells the process to run its exit handlers and end, and its slots that nothing more will come;
   * harmless if it is gone.
   */
  public void stop() {
    slots.forEach(NettySlotChannel::end);
    if (control != null) {
      control.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'s'}));
    }
  }

  /** Ends the conversation: the process, if there is one, notices and ends; every slot is lost. */
  public void close() {
    if (control != null) {
      control.close();
    }
    List.copyOf(slots).forEach(NettySlotChannel::close);
  }

  void connected(Channel controlStream, int processId, Inspector inspector) {
    control = controlStream;
    pid = processId;
    watch.connected(inspector);
  }

  void watchedBy(WatchStream stream) {
    watch.connected(stream);
  }

  void dumpsBy(int signal, int descriptor) {
    watch.dumpsBy(signal, descriptor);
  }

  /** The loop that it is confined to; after it has connected. */
  Executor loop() {
    if (control == null) {
      throw new IllegalStateException("worker " + id + " has not connected");
    }
    return control.eventLoop();
  }

  void ready(String pythonVersion, boolean hasGil) {
    python = pythonVersion;
    gil = hasGil;
  }

  void add(NettySlotChannel slot) {
    slots.add(slot);
  }

  WorkerListener listener() {
    return listener;
  }
}
