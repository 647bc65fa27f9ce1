package dev.junicorn.dispatch;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.testing.FakeExchange;
import dev.junicorn.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A dispatcher of which time, workers and requests are the test's. */
abstract class DispatcherTestBase {

  final ManualLoop loop = new ManualLoop();
  final List<ServerEvent> events = new ArrayList<>();
  final FakeWatch watch = new FakeWatch();
  Dispatcher dispatcher;

  /** A hundred requests may wait for a minute each, and run for ever. */
  DispatcherTestBase() {
    this(new DispatchSettings(100, Duration.ofSeconds(60), Duration.ZERO, false));
  }

  DispatcherTestBase(DispatchSettings settings) {
    dispatcher = dispatcher(settings);
  }

  final Dispatcher dispatcher(DispatchSettings settings) {
    return new Dispatcher(loop, settings, events::add, loop);
  }

  /** A worker joins whose watchdog is {@link #watch}. */
  final List<FakeSlotChannel> worker(int id, int threads) {
    return worker(id, threads, watch);
  }

  final List<FakeSlotChannel> worker(int id, int threads, FakeWatch itsWatch) {
    List<FakeSlotChannel> slots =
        IntStream.range(0, threads).mapToObj(FakeSlotChannel::new).toList();
    dispatcher.join(new RosterWorker(id, 1000 + id, slots, itsWatch, () -> {}));
    return slots;
  }

  final FakeExchange request(String path) {
    return request("GET", path);
  }

  final FakeExchange request(String method, String path) {
    FakeExchange exchange = new FakeExchange(method, path);
    dispatcher.handle(exchange);
    return exchange;
  }

  final List<FakeExchange> requests(int count, String path) {
    return IntStream.range(0, count).mapToObj(i -> request(path)).toList();
  }

  final void advance(long millis) {
    loop.advance(millis, TimeUnit.MILLISECONDS);
  }

  /** A worker of one thread, which has joined. */
  final FakeSlotChannel slotOf(int worker) {
    return worker(worker, 1).getFirst();
  }

  /** A request that this slot has begun to answer. */
  final FakeExchange begunBy(FakeSlotChannel slot) {
    FakeExchange exchange = request("/");
    slot.pickUp();
    slot.begin();
    return exchange;
  }
}
