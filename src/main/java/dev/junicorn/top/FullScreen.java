package dev.junicorn.top;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/**
 * The terminal while the screen is shown: raw keys, the alternate screen, no cursor. Given back as
 * it was by {@link #close}, which any thread may call, more than once.
 */
public final class FullScreen implements AutoCloseable {

  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String END_OF_LINE = "\u001b[K";
  private static final String END_OF_SCREEN = "\u001b[J";

  /** How soon a key, a new size or a new picture is seen. */
  private static final long TURN_MILLIS = 100;

  /** What a terminal that does not say its size has. */
  private static final Size USUAL = Size.of(80, 24);

  private final Terminal terminal;
  private final ShutdownHooks.Task giveBack;
  private final Attributes before;
  private boolean isClosed;

  private FullScreen(Terminal terminal, ShutdownHooks.Task giveBack) {
    this.terminal = terminal;
    this.giveBack = giveBack;
    this.before = terminal.getAttributes();
  }

  /**
   * Takes the terminal that standard input and output are.
   *
   * @throws IOException if they are none
   */
  public static FullScreen open() throws IOException {
    AtomicReference<FullScreen> opened = new AtomicReference<>();
    // Signals end the process through its hooks, which run in this order: the library's own, which
    // closes the terminal, must come after this one.
    ShutdownHooks.Task giveBack = ShutdownHooks.add(() -> closeIfOpen(opened.get()));
    try {
      FullScreen screen = new FullScreen(terminal(), giveBack);
      opened.set(screen);
      screen.enter();
      return screen;
    } catch (IOException | RuntimeException e) {
      ShutdownHooks.remove(giveBack);
      throw e;
    }
  }

  private static void closeIfOpen(@Nullable FullScreen screen) throws IOException {
    if (screen != null) {
      screen.close();
    }
  }

  private static Terminal terminal() throws IOException {
    try {
      return TerminalBuilder.builder()
          .system(true)
          .dumb(false)
          .provider("ffm")
          .nativeSignals(false)
          .build();
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void enter() {
    terminal.enterRawMode();
    // Ctrl-C is a key like q: whoever presses it gets the terminal back as it was.
    Attributes raw = terminal.getAttributes();
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
    write(ENTER);
  }

  /** Whether the terminal takes more than ASCII. */
  public boolean isUnicode() {
    Charset charset = terminal.encoding();
    return charset.equals(StandardCharsets.UTF_8);
  }

  /**
   * Shows what the feed has until somebody quits or the terminal is gone.
   *
   * @param interval between two looks at the server
   * @throws GoneException if the server is gone
   */
  public void show(Feed feed, Picture first, Duration interval, Style style)
      throws IOException, GoneException {
    Session session = new Session(first);
    KeyReader keys = new KeyReader(terminal.reader()::read);
    try (Watcher watcher = new Watcher(feed, interval)) {
      watcher.start();
      Size drawn = Size.of(0, 0);
      boolean isStale = true;
      while (true) {
        Size size = size();
        if (isStale || !size.equals(drawn)) {
          draw(TopScreen.render(session.view(), size.getColumns(), size.getRows(), style), style);
          drawn = size;
        }
        Key key = read(keys);
        if (key == Key.QUIT || key == Key.END) {
          return;
        }
        session.press(key).ifPresent(watcher::ask);
        boolean isNew = news(watcher, session);
        isStale = isNew || key != Key.NONE;
      }
    }
  }

  /** Takes what the watcher has; returns whether there was anything. */
  private static boolean news(Watcher watcher, Session session) throws GoneException {
    boolean isNew = false;
    switch (watcher.look().orElse(null)) {
      case Watcher.Seen(Picture picture) -> {
        session.seen(picture);
        isNew = true;
      }
      case Watcher.Gone(String why) -> throw new GoneException(why);
      case null -> {}
    }
    Optional<Watcher.Stack> stack = watcher.stack();
    stack.ifPresent(answer -> session.stack(answer.lines()));
    return isNew || stack.isPresent();
  }

  /** A terminal that was given back while somebody waited for a key has no more of them. */
  private Key read(KeyReader keys) throws IOException {
    try {
      return keys.read(TURN_MILLIS);
    } catch (IOException | RuntimeException e) {
      if (isClosed()) {
        return Key.END;
      }
      throw e;
    }
  }

  private synchronized boolean isClosed() {
    return isClosed;
  }

  /** Of a terminal that was given back it does not matter. */
  private synchronized Size size() {
    Size size = isClosed ? USUAL : terminal.getSize();
    return size.getColumns() > 0 && size.getRows() > 0 ? size : USUAL;
  }

  private void draw(List<Line> lines, Style style) {
    StringBuilder text = new StringBuilder(HOME);
    for (int i = 0; i < lines.size(); i++) {
      text.append(i == 0 ? "" : "\r\n").append(lines.get(i).painted(style.colours()));
      text.append(END_OF_LINE);
    }
    write(text.append(END_OF_SCREEN).toString());
  }

  /** Nothing after the terminal was given back. */
  private synchronized void write(String text) {
    if (isClosed) {
      return;
    }
    PrintWriter writer = terminal.writer();
    writer.write(text);
    writer.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    if (!isClosed) {
      write(LEAVE);
      isClosed = true;
      ShutdownHooks.remove(giveBack);
      terminal.setAttributes(before);
      terminal.close();
    }
  }
}
