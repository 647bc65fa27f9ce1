package dev.junicorn.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ends behind its last answer. To close over bytes of the client that were not
 * read, or come later, resets the connection and takes away what the client has not got of its
 * answer; so this says only that nothing follows, until that cannot happen any more.
 *
 * <p>Confined to the loop; one per connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails has nothing to tell
final class Ending {

  private final Channel channel;
  private final Outbox outbox;
  private boolean resets;

  /** Its client had closed its side before it was answered: is it there to take the answer? */
  private @Nullable HttpExchange doubted;

  Ending(Channel channel, Outbox outbox) {
    this.channel = channel;
    this.outbox = outbox;
  }

  /** The end is to be a reset, for the answer is not whole. */
  void resetBehindIt() {
    resets = true;
  }

  /**
   * Begins the end behind an answer that the kernel has all of.
   *
   * @param answered null where this was asked before
   * @param reader of what the client has sent
   * @return whether nothing else is to be done: it is closed, or will be reset
   */
  boolean begins(@Nullable HttpExchange answered, RequestReader reader) {
    if (resets) {
      reset();
      return true;
    }
    if (reader.isEnded() && answered != null && answered.isLeft()) {
      doubted = answered;
    }
    return doubted == null && reader.isEmpty() && closeIfConfirmed();
  }

  /** Closes where that takes nothing away: the client has all of its answer. */
  boolean closeIfConfirmed() {
    if (outbox.isConfirmed()) {
      channel.close();
      return true;
    }
    return false;
  }

  /** Resets the connection once that takes nothing away; asked again by the sweep. */
  private void reset() {
    if (outbox.isConfirmed()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  /**
   * Goes on, once all is with the kernel: says that nothing follows, and closes behind the client.
   *
   * @param inputEnded whether the client has closed its side
   */
  void goOn(boolean inputEnded) {
    if (isSettled(inputEnded) || !outbox.end()) {
      channel.close();
    }
  }

  /**
   * Who closed its side before it was answered has either stopped sending and takes the answer, or
   * is gone and its system refuses it.
   */
  private boolean isSettled(boolean inputEnded) {
    if (doubted == null) {
      return inputEnded;
    }
    if (outbox.isRefused()) {
      doubted.refused();
      return true;
    }
    return outbox.isConfirmed();
  }
}
