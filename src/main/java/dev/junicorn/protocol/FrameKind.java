package dev.junicorn.protocol;

import org.jspecify.annotations.Nullable;

/** What a frame from a worker is; the numbers are the wire's. */
public enum FrameKind {
  WHOLE(1),
  HEAD(2),
  PIECE(3),
  END(4),
  FILE(5),
  ERROR(6),
  ABORT(7),
  FREED(8),
  LEFT(9),
  ASIDE(10),
  HELLO_CONTROL(16),
  HELLO_SLOT(17),
  READY(18),
  BOOT_FAILED(19),
  WARNING(20),
  LEAVING(21),
  DUMPS(22),
  HELLO_WATCH(23),
  STACK(24),
  PONG(25),
  SETTLED(26);

  private static final @Nullable FrameKind[] BY_CODE = byCode();

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  /** Finds the kind of a number from the wire. */
  static FrameKind of(int code) throws ProtocolException {
    FrameKind kind = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    if (kind == null) {
      throw new ProtocolException("unknown frame kind " + code);
    }
    return kind;
  }

  private static @Nullable FrameKind[] byCode() {
    @Nullable FrameKind[] kinds = new @Nullable FrameKind[SETTLED.code + 1];
    for (FrameKind kind : values()) {
      kinds[kind.code] = kind;
    }
    return kinds;
  }
}
