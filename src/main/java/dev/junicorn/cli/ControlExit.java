package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import tools.jackson.databind.JsonNode;

/** How a command ends that asks a running server; for scripts. */
enum ControlExit {
  DONE(0),
  /** The command is written wrongly. Also what {@link ConfigError} gives. */
  USAGE(1),
  /** There is no server, it does not answer, or it is gone. */
  UNREACHABLE(2),
  /** The server refused, or failed. */
  REFUSED(3),
  /** The doctor has found something. */
  FOUND(4);

  private final int code;

  ControlExit(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** For what the server says that came of it. */
  static ControlExit of(JsonNode answer) {
    if (answer.path("ok").asBoolean(false)) {
      return DONE;
    }
    return switch (answer.path("kind").asString("")) {
      case "usage" -> USAGE;
      case "busy" -> UNREACHABLE;
      default -> REFUSED;
    };
  }
}
