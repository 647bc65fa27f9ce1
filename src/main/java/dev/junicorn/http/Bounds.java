package dev.junicorn.http;

import java.time.Duration;

/** The bounds that no option sets, each with its reason. Sizes are bytes. */
final class Bounds {

  /**
   * A request line where {@code --limit-request-line 0} asks for none; nothing real comes close.
   */
  static final int REQUEST_LINE = 64 * 1024;

  /** Fields where {@code --limit-request-fields 0} asks for no limit: gunicorn's own maximum. */
  static final int HEADER_FIELDS = 32768;

  /** A field where {@code --limit-request-field_size 0} asks for no limit. */
  static final int HEADER_FIELD = 64 * 1024;

  /** A whole head, whatever its fields: four times what nginx reads, above every browser's use. */
  static final int HEAD = 128 * 1024;

  /** Empty lines before a request line: old clients send one after a form (RFC 9112 2.2). */
  static final int EMPTY_LINES = 2;

  /** A body up to this size stays in memory: it fits the slot's room. */
  static final int INLINE_BODY = 64 * 1024;

  /** Request bodies in memory, all clients together; past it small bodies go to files too. */
  static final long INLINE_BODIES = 16L * 1024 * 1024;

  /**
   * The files of all request bodies together, or one body of {@code --max-request-body} if that is
   * more.
   */
  static final long UPLOAD_SPOOLS = 8L << 30;

  /**
   * Bytes that wait for the disk, of all uploads and answers together: an eighth of the memory that
   * {@code junicorn} gives. Past it each has to wait for the disk with less.
   */
  static final long UNWRITTEN = 16L * 1024 * 1024;

  /** Upload bytes that wait for the disk before reading from the client pauses. */
  static final int UNWRITTEN_UPLOAD = 512 * 1024;

  /** Past {@link #UNWRITTEN} a client pauses until all that was read of its upload is stored. */
  static final int UNWRITTEN_UPLOAD_LEAST = 1;

  /** Answer bytes that wait for the disk before the app pauses. */
  static final int UNWRITTEN_ANSWER = 2 * 1024 * 1024;

  /** The same past {@link #UNWRITTEN}. */
  static final int UNWRITTEN_ANSWER_LEAST = 128 * 1024;

  /**
   * What every answer may bring to its file, whoever else does: none that is small waits for large
   * ones, see {@link SpoolTurns}.
   */
  static final long SPOOLED_AT_ONCE = 2L * 1024 * 1024;

  /**
   * How long an answer whose turn it is may have nothing for the disk before others go on: longer
   * than from one read of a slot's stream to the next.
   */
  static final Duration SPOOL_PAUSE = Duration.ofMillis(5);

  /** Answer bytes in memory per client; what exceeds it is spooled. */
  static final int ANSWER_MEMORY = 256 * 1024;

  /** Below this an answer's memory counts as drained. */
  static final int ANSWER_MEMORY_LOW = 64 * 1024;

  /**
   * Answer bytes in memory, all clients together: with {@link Budget#share} a third of what {@code
   * junicorn} gives. Past it answers go to their files at once.
   */
  static final long ANSWERS_MEMORY = 24L * 1024 * 1024;

  /**
   * Past {@link #ANSWERS_MEMORY} a client's answer stays in memory up to this size, as long as
   * there is a share: a small body with its head, which the kernel usually takes whole.
   */
  static final int ANSWER_MEMORY_LEAST = 32 * 1024;

  /** The spool file of one answer; past it the app pauses until the client has taken it all. */
  static final long ANSWER_SPOOL = 1L << 30;

  /** The spool files of all answers together. */
  static final long ANSWER_SPOOLS = 4L << 30;

  /** A body up to this size is copied behind its head: one buffer, one write. */
  static final int COPIED_BODY = 16 * 1024;

  /**
   * Bytes in memory that no request was made of yet, all clients together: heads that are not
   * whole, and what is pipelined. With {@link Budget#share} a fifth of what {@code junicorn} gives.
   */
  static final long UNREAD = 16L * 1024 * 1024;

  /**
   * Past {@link #UNREAD} a head that is not whole is refused at this size, which hardly a real one
   * reaches, and where there is no share any more at its first byte.
   */
  static final int HEAD_LEAST = 16 * 1024;

  /** Pipelined bytes kept while a request is served; past it reading pauses. */
  static final int PIPELINED = 64 * 1024;

  /** Pipelined bytes kept of a client that has closed its side, where reading cannot pause. */
  static final int PIPELINED_AT_END = 1024 * 1024;

  /** Chunk extensions of one body: nobody uses them but attackers (CVE-2023-39326). */
  static final int CHUNK_EXTENSIONS = 16 * 1024;

  /** A trailer section; its fields are dropped anyway. */
  static final int TRAILERS = 8 * 1024;

  /**
   * How long a client may be silent once it has its last answer, before it closes the connection:
   * Apache's lingering close.
   */
  static final Duration LINGER_TIME = Duration.ofSeconds(2);

  /**
   * How long it may go on sending then: proxies read a refusal only behind the whole body. nginx's
   * {@code lingering_time}; it holds no slot meanwhile, and no bytes.
   */
  static final Duration LINGER_MOST = Duration.ofSeconds(30);

  /** From a head's first byte to its last: Apache's RequestReadTimeout. */
  static final Duration HEAD_TIME = Duration.ofSeconds(20);

  /** Bytes per second a body must arrive, and an answer must be taken, at: Kestrel's value. */
  static final int RATE = 240;

  /** How long a body may be slower than that: Kestrel's value. */
  static final Duration BODY_GRACE = Duration.ofSeconds(5);

  /** How long a client may take nothing of its answer: people close laptops and drive tunnels. */
  static final Duration ANSWER_GRACE = Duration.ofSeconds(30);

  /**
   * The same while there is no room for more answers and apps wait for it: who reads at all takes
   * something in less.
   */
  static final Duration ANSWER_GRACE_LEAST = Duration.ofSeconds(2);

  /** The most that fast bytes can earn a client in advance; see {@link MinimumRate}. */
  static final Duration RATE_CREDIT = Duration.ofMinutes(5);

  /** Unsent bytes the kernel keeps per client: enough for the fastest, and bounded. */
  static final long KERNEL_UNSENT = 128 * 1024;

  /** How long a draining server waits for the first byte of a connection just accepted. */
  static final Duration DRAIN_PATIENCE = Duration.ofSeconds(1);

  /**
   * How long connections may stay silent when another server has taken the sockets over: enough for
   * a request that was sent before its client could know.
   */
  static final Duration LEAVE_PATIENCE = Duration.ofSeconds(2);

  private Bounds() {}
}
