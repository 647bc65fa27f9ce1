package dev.junicorn.log;

import dev.junicorn.exchange.Mount;
import dev.junicorn.exchange.RequestHead;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * gunicorn's access log format: text with atoms such as {@code %(h)s}. As with gunicorn, an atom
 * that is not known, and a header that is not there, is a dash. Values that the client or the app
 * chose are escaped.
 */
final class AtomFormat implements AccessFormat {

  private static final String OPTION = "--access-logformat";

  /** An atom, a doubled percent sign, or a lone one. */
  private static final Pattern PIECE = Pattern.compile("%\\(([^)]*)\\)([sd])|%%|%");

  private static final Pattern NAMED = Pattern.compile("\\{(.*)\\}([ioe])");

  private final List<Function<Served, String>> pieces = new ArrayList<>();
  private final Timestamp timestamp;
  private final Mount mount;

  AtomFormat(String format, ZoneId zone, Mount mount) throws LogSettingException {
    this.timestamp = new Timestamp("'['dd/MMM/yyyy:HH:mm:ss xx']'", zone);
    this.mount = mount;
    Matcher matcher = PIECE.matcher(format);
    int end = 0;
    while (matcher.find()) {
      text(format.substring(end, matcher.start()));
      if (matcher.group(1) != null) {
        pieces.add(atom(matcher.group(1)));
      } else if (matcher.group().equals("%%")) {
        text("%");
      } else {
        throw lonePercent(format, matcher.start());
      }
      end = matcher.end();
    }
    text(format.substring(end));
  }

  private static LogSettingException lonePercent(String format, int position) {
    return new LogSettingException(
        OPTION,
        "\"" + format + "\"",
        "the % at character " + (position + 1) + " does not begin an atom.",
        "Atoms look like %(h)s or %({user-agent}i)s; a percent sign is written %%.");
  }

  @Override
  public String line(Served served) {
    StringBuilder line = new StringBuilder(200);
    for (Function<Served, String> piece : pieces) {
      line.append(piece.apply(served));
    }
    return line.toString();
  }

  private void text(String text) {
    if (!text.isEmpty()) {
      String safe = Escape.oneLine(text);
      pieces.add(_ -> safe);
    }
  }

  private Function<Served, String> atom(String name) {
    Matcher named = NAMED.matcher(name);
    if (named.matches()) {
      return named(named.group(1), named.group(2));
    }
    return switch (name) {
      case "h" -> served -> orDash(served.event().request().endpoints().remoteAddress());
      case "u" -> served -> safe(served.user());
      case "t" -> served -> timestamp.of(served.time());
      case "s" -> served -> Integer.toString(served.event().status());
      case "b", "B" -> served -> Long.toString(served.event().bodyBytes());
      case "f" -> served -> safe(served.requestHeader("Referer"));
      case "a" -> served -> safe(served.requestHeader("User-Agent"));
      case "p" -> served -> "<" + served.event().workerPid() + ">";
      case "T", "M", "D", "L" -> served -> elapsed(name, served.event().elapsed());
      case "r", "m", "U", "q", "H" ->
          served -> Escape.untrusted(request(name, served.event().request()));
      default -> _ -> "-";
    };
  }

  private Function<Served, String> named(String name, String kind) {
    return switch (kind) {
      case "i" -> served -> safe(served.requestHeader(name));
      case "o" -> served -> safe(served.responseHeader(name));
      default -> served -> safe(Environ.variable(served, name.toUpperCase(Locale.ROOT), mount));
    };
  }

  private static String request(String name, RequestHead request) {
    return switch (name) {
      case "m" -> request.method();
      case "U" -> request.path();
      case "q" -> request.query();
      case "H" -> request.version();
      default -> request.method() + " " + request.target() + " " + request.version();
    };
  }

  private static String elapsed(String name, Duration elapsed) {
    long micros = elapsed.toNanos() / 1000;
    return switch (name) {
      case "T" -> Long.toString(elapsed.toSeconds());
      case "M" -> Long.toString(elapsed.toMillis());
      case "D" -> Long.toString(micros);
      default -> "%d.%06d".formatted(micros / 1_000_000, micros % 1_000_000);
    };
  }

  private static String safe(Optional<String> value) {
    return value.map(Escape::untrusted).orElse("-");
  }

  private static String orDash(String value) {
    return value.isEmpty() ? "-" : Escape.untrusted(value);
  }
}
