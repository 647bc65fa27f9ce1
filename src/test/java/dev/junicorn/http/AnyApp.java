package dev.junicorn.http;

import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** One request as it is served by an app that may give any answer, and by the worker around it. */
final class AnyApp implements ClientWatch {

  /** Asks for an answer that is there before the handler returns. */
  static final String AT_ONCE = "/at-once";

  private final Exchange exchange;
  private final CountedMemory memory;
  private final Path file;
  private final boolean waits;
  private boolean begun;
  private boolean ended;

  /**
   * @param file of 100,000 bytes, for answers
   * @param number odd ones are with a worker, the others wait for one until they have begun
   */
  AnyApp(Exchange exchange, CountedMemory memory, Path file, int number) {
    this.exchange = exchange;
    this.memory = memory;
    this.file = file;
    this.waits = number % 2 == 0;
    exchange.watch(this);
    if (exchange.body() instanceof RequestBody.Spooled(_, _, RequestBody.Lease lease)) {
      lease.take();
    }
    if (exchange.head().path().equals(AT_ONCE)) {
      goOn(number % 4);
    }
  }

  boolean isEnded() {
    return ended;
  }

  /** Gives an answer, or a part of one. */
  void goOn(int choice) {
    if (ended) {
      return;
    }
    if (begun) {
      goOnAnswering(choice);
      return;
    }
    switch (choice % 9) {
      case 0 -> whole(bytes(10));
      case 1 -> whole(bytes(40_000));
      case 2 -> whole(slice(40_000));
      case 3 -> whole(bytes(2_000_000));
      case 4 -> end(() -> exchange.answer(Harness.OK, file()));
      case 5 -> end(() -> exchange.fail(new Failure.AppFailed("")));
      default -> begin(choice);
    }
  }

  /** Gives the rest. */
  void end() {
    if (!ended && begun) {
      end(exchange::end);
    } else if (!ended) {
      whole(bytes(100));
    }
  }

  private void whole(ByteBuf body) {
    end(() -> exchange.answer(Harness.OK, body));
  }

  private void begin(int choice) {
    begun = true;
    exchange.begin(
        switch (choice % 5) {
          case 0 -> head(200, new Header("X-Bad", "a\nb"));
          case 1 -> head(200, new Header("Content-Length", "50000"));
          case 2 -> head(304);
          default -> Harness.OK;
        });
  }

  private static ResponseHead head(int status, Header... headers) {
    return new ResponseHead(status, "", List.of(headers));
  }

  private void goOnAnswering(int choice) {
    switch (choice % 6) {
      case 0 -> exchange.write(bytes(5));
      case 1 -> exchange.write(bytes(30_000));
      case 2 -> exchange.write(slice(30_000));
      case 3 -> exchange.write(bytes(3_000_000));
      case 4 -> end();
      default -> end(() -> exchange.abort(new Failure.ClientGone()));
    }
  }

  /** However it ends: what was kept for the worker is let go of. */
  private void end(Runnable ending) {
    ended = true;
    ending.run();
    if (exchange.body() instanceof RequestBody.Spooled(_, _, RequestBody.Lease lease)) {
      lease.giveBack();
    }
  }

  private ByteBuf bytes(int size) {
    return memory.spare(size).writeZero(size);
  }

  /** As of what was read at once of a worker. */
  private ByteBuf slice(int size) {
    ByteBuf whole = bytes(256 * 1024);
    ByteBuf slice = whole.readRetainedSlice(size);
    whole.release();
    return slice;
  }

  private FileBody file() {
    try {
      return new FileBody(FileChannel.open(file), 10, 90_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void clientLeft() {
    if (waits && !begun && !ended) {
      end(() -> exchange.fail(new Failure.ClientGone()));
    }
  }

  @Override
  public void writableAgain() {
    if (begun && !ended) {
      exchange.write(bytes(1000));
    }
  }
}
