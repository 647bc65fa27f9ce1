package dev.junicorn.http;

import dev.junicorn.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request after the other out of a connection's bytes: the head whole, then the body into
 * a {@link BodyCollector}.
 *
 * <p>Confined to the loop; one per connection; between requests it holds nothing but the peer.
 */
final class RequestReader {

  /** The method's four letters. */
  private static final int HEAD = 'H' << 24 | 'E' << 16 | 'A' << 8 | 'D';

  private final Facilities facilities;
  private final Channel channel;
  private final HeadScanner scanner;
  private final BodyCollector.Listener listener;
  private @Nullable Peer peer;
  private @Nullable ParsedHead head;
  private @Nullable BodyCollector body;
  private @Nullable ChunkedDecoder chunks;
  private long missing;
  private boolean parsing;
  private boolean asksForHead;

  RequestReader(Facilities facilities, Channel channel, BodyCollector.Listener listener) {
    this.facilities = facilities;
    this.channel = channel;
    this.scanner = new HeadScanner(facilities.settings());
    this.listener = listener;
  }

  /** Whether a head has begun. */
  boolean begins(ByteBuf in) {
    return scanner.begins(in);
  }

  /** Reads a head; true once it is whole. Refuses what its declared body would exceed. */
  boolean readHead(ByteBuf in) throws RefusedException {
    int length = scanner.scan(in);
    if (length == HeadScanner.INCOMPLETE) {
      return false;
    }
    scanner.reset();
    parsing = true;
    asksForHead = beginsWithHead(in);
    ParsedHead parsed = facilities.parser().parse(in, length, peer());
    head = parsed;
    checkBody(parsed.contentLength());
    return true;
  }

  /** Prepares for the body that the head declares. */
  void beginBody() {
    body = new BodyCollector(facilities, channel.alloc(), channel.eventLoop(), listener);
    chunks = head().chunked() ? new ChunkedDecoder() : null;
    missing = Math.max(0, head().contentLength());
  }

  /** Reads what there is of the body; true once it is whole. */
  boolean readBody(ByteBuf in) throws RefusedException {
    if (chunks != null) {
      readChunks(in, chunks);
      return chunks.ended();
    }
    int bytes = (int) Math.min(missing, in.readableBytes());
    if (bytes > 0) {
      collector().append(in, bytes);
      missing -= bytes;
    }
    return missing == 0;
  }

  /** Who sends the requests. */
  Peer peer() {
    Peer known = peer;
    if (known == null) {
      known = Peer.of(channel, facilities.settings().trustedPeers());
      peer = known;
    }
    return known;
  }

  /**
   * Whether the request asks for a head only, be it whole, broken or just begun.
   *
   * @param unread what was not read yet
   */
  boolean isHead(ByteBuf unread) {
    return parsing ? asksForHead : beginsWithHead(unread);
  }

  ParsedHead head() {
    if (head == null) {
      throw new IllegalStateException("no head was read");
    }
    return head;
  }

  /** Whether all that was read of the body is stored. */
  boolean isStored() {
    return body == null || body.isStored();
  }

  boolean isPressed() {
    return body != null && body.isPressed();
  }

  /** Bytes of body so far. */
  long bodyBytes() {
    return body == null ? 0 : body.length();
  }

  RequestBody body() {
    return body == null ? new RequestBody.None() : body.body();
  }

  /** Hands over who frees the body, and gets ready for the next request. */
  @Nullable BodyCollector detach() {
    BodyCollector detached = body;
    head = null;
    body = null;
    chunks = null;
    parsing = false;
    return detached;
  }

  private static boolean beginsWithHead(ByteBuf in) {
    return in.readableBytes() > Integer.BYTES
        && in.getInt(in.readerIndex()) == HEAD
        && in.getByte(in.readerIndex() + Integer.BYTES) == ' ';
  }

  private void readChunks(ByteBuf in, ChunkedDecoder decoder) throws RefusedException {
    long left = decoder.next(in);
    while (left > 0) {
      checkBody(bodyBytes() + left);
      if (!in.isReadable()) {
        return;
      }
      int bytes = (int) Math.min(left, in.readableBytes());
      collector().append(in, bytes);
      decoder.took(bytes);
      left = decoder.next(in);
    }
  }

  private BodyCollector collector() {
    if (body == null) {
      throw new IllegalStateException("no body was begun");
    }
    return body;
  }

  private void checkBody(long bytes) throws RefusedException {
    if (facilities.settings().exceedsBody(bytes)) {
      throw new RefusedException(
          413,
          "The request body is larger than "
              + facilities.settings().maxRequestBody()
              + " bytes (--max-request-body).");
    }
  }
}
