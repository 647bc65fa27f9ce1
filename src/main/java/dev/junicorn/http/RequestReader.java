package dev.junicorn.http;

import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What one client sends, from the bytes that were not used yet to whole requests, one after the
 * other: the head whole, then the body into a {@link BodyCollector}. Has the socket read, or not.
 *
 * <p>Confined to the loop; one per connection, whose end is {@link #free}. Between requests it
 * holds no buffer.
 */
final class RequestReader {

  /** The method's four letters. */
  private static final int HEAD = 'H' << 24 | 'E' << 16 | 'A' << 8 | 'D';

  private final Facilities facilities;
  private final Channel channel;
  private final HeadScanner scanner;
  private final BodyCollector.Listener listener;
  private final UnreadBytes unread = new UnreadBytes();
  private @Nullable Peer peer;
  private @Nullable ParsedHead head;
  private @Nullable BodyCollector body;
  private @Nullable ChunkedDecoder chunks;
  private long inMemory;
  private long begunAt;
  private long missing;
  private boolean parsing;
  private boolean asksForHead;
  private boolean ended;

  RequestReader(Facilities facilities, Channel channel, BodyCollector.Listener listener) {
    this.facilities = facilities;
    this.channel = channel;
    this.scanner = new HeadScanner(facilities.settings());
    this.listener = listener;
  }

  // What the socket says

  /** The client has sent this; takes the buffer over. */
  void add(ByteBuf bytes) {
    unread.add(bytes, channel.alloc());
  }

  /** The client has closed its side: nothing follows what it has sent. */
  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** Whether nothing that the client has sent is left to be read. */
  boolean isEmpty() {
    return unread.isEmpty();
  }

  /** Whether what follows this request, now or later, can be another one. */
  boolean allowsAnother() {
    return !unread.isOverrun() && !(ended && unread.isEmpty());
  }

  /** So much waits behind this request that reading from the socket should pause. */
  boolean isFull() {
    return unread.isFull() || (facilities.unread().isSpent() && !unread.isEmpty());
  }

  /** Drops an empty buffer, and reads from the socket or stops as the state has it. */
  void settle(ConnectionState state) {
    unread.trim();
    count();
    boolean reads = !ended && state.reads(this);
    if (channel.config().isAutoRead() != reads) {
      channel.config().setAutoRead(reads);
    }
  }

  /** Gives up all that was sent, and the request that was begun. */
  void free() {
    unread.free();
    count();
    BodyCollector begun = body;
    reset();
    if (begun != null) {
      begun.release();
    }
  }

  private void count() {
    long now = unread.bytes().capacity();
    facilities.unread().change(inMemory, now);
    inMemory = now;
  }

  // The course of a request

  /** Whether a head has begun. */
  boolean begins() {
    return scanner.begins(unread.bytes());
  }

  /**
   * The head's first byte was there then; nanoseconds of {@link
   * dev.junicorn.exchange.ServerTime#now}.
   */
  void begin(long now) {
    begunAt = now;
  }

  /** Reads a head; true once it is whole. Refuses what its declared body would exceed. */
  boolean readHead() throws RefusedException {
    ByteBuf in = unread.bytes();
    int length = scanner.scan(in);
    if (length == HeadScanner.INCOMPLETE) {
      checkMemory(in.readableBytes());
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

  /** Whether the client waits to be told that it may send the body. */
  boolean awaitsContinue() {
    return head().expectsContinue() && head().contentLength() != 0 && unread.isEmpty();
  }

  /** Prepares for the body that the head declares. */
  void beginBody() {
    body = new BodyCollector(facilities, channel.alloc(), channel.eventLoop(), listener);
    chunks = head().chunked() ? new ChunkedDecoder() : null;
    missing = Math.max(0, head().contentLength());
  }

  /** Reads what there is of the body; true once it is whole. */
  boolean readBody() throws RefusedException {
    ByteBuf in = unread.bytes();
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

  /** A head that comes in many parts, by intent or over a bad line, must not cost others theirs. */
  private void checkMemory(int bytes) throws RefusedException {
    if (bytes > facilities.unread().share(Bounds.HEAD_LEAST)) {
      throw new RefusedException(
          503,
          "The request head comes in parts, and the memory for such heads is full (a fixed bound).");
    }
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

  /** Whether the request asks for a head only, be it whole, broken or just begun. */
  private boolean isHead() {
    return parsing ? asksForHead : beginsWithHead(unread.bytes());
  }

  /** How the request is refused that has begun. */
  Refusal refusal(Failure failure) {
    return new Refusal(failure, isHead(), peer(), head, begunAt, bodyBytes());
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

  /** Hands over the request, which is whole, and gets ready for the next one. */
  ReceivedRequest take() {
    RequestBody stored = body == null ? new RequestBody.None() : body.body();
    ReceivedRequest request = new ReceivedRequest(begunAt, head(), stored, body);
    reset();
    return request;
  }

  private void reset() {
    head = null;
    body = null;
    chunks = null;
    parsing = false;
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
