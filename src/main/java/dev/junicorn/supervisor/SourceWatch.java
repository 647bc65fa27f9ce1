package dev.junicorn.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Watches the app's files for {@code --reload}: every module that workers have imported, the Python
 * files in the app's folder, and the extra files. By looking at them, because that works on every
 * file system, also where another machine or a container's host writes. Owns one thread.
 *
 * <p>Modules that failed to be imported are in the app's folder in most cases; that is why the
 * folder is watched and not only what was imported.
 */
final class SourceWatch {

  private static final Duration STEP = Duration.ofMillis(400);

  /** More files than any app has; a folder that holds a data set must not slow the machine. */
  private static final int MOST_FILES = 20_000;

  private static final int DEPTH = 8;

  private static final Set<String> PASSED_OVER =
      Set.of("node_modules", "__pycache__", "venv", "antenv", "site-packages");

  private final SupervisorSettings settings;
  private final Consumer<String> changed;
  private final Set<Path> imported = new TreeSet<>();

  /**
   * @param changed is told which file changed, on the watch's own thread
   */
  SourceWatch(SupervisorSettings settings, Consumer<String> changed) {
    this.settings = settings;
    this.changed = changed;
  }

  /**
   * Begins, for the rest of the process's life. What changes after this has returned is seen: who
   * imports the app later has it as it was when the watch began, or is told.
   */
  void start() {
    FileStamps begin = stamps();
    Thread.ofPlatform().daemon().name("junicorn-reload").start(() -> watch(begin));
  }

  private void watch(FileStamps begin) {
    FileStamps settled = begin;
    FileStamps last = begin;
    while (pause()) {
      FileStamps now = stamps();
      // An editor or a checkout writes several files: not before two looks see the same.
      if (now.equals(last)) {
        now.changeSince(settled).ifPresent(file -> changed.accept(file + " changed"));
        settled = now;
      }
      last = now;
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(STEP);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private FileStamps stamps() {
    readImported();
    Set<Path> files = new TreeSet<>(imported);
    collect(settings.plan().app().directory(), true, files);
    for (Path extra : settings.plan().reload().extraFiles()) {
      collect(extra, false, files);
    }
    return FileStamps.of(files);
  }

  /** What was imported once is watched for ever: a worker that fails has not imported all of it. */
  private void readImported() {
    try (Stream<Path> entries = Files.list(settings.folder())) {
      List<Path> lists =
          entries.filter(entry -> entry.getFileName().toString().matches("modules-\\d+")).toList();
      for (Path list : lists) {
        try (Stream<String> lines = Files.lines(list, StandardCharsets.UTF_8)) {
          lines.map(Path::of).limit(MOST_FILES).forEach(imported::add);
        }
      }
    } catch (IOException | RuntimeException e) {
      // A worker is gone, and its list with it.
    }
  }

  private static void collect(Path root, boolean pythonOnly, Set<Path> files) {
    try {
      Files.walkFileTree(root, Set.of(), DEPTH, new Collector(root, pythonOnly, files));
    } catch (IOException e) {
      // Nothing to see there now.
    }
  }

  private static final class Collector extends SimpleFileVisitor<Path> {

    private final Path root;
    private final boolean pythonOnly;
    private final Set<Path> files;

    Collector(Path root, boolean pythonOnly, Set<Path> files) {
      this.root = root;
      this.pythonOnly = pythonOnly;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = String.valueOf(folder.getFileName());
      boolean passed = name.startsWith(".") || PASSED_OVER.contains(name);
      return passed && !folder.equals(root)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!pythonOnly || file.toString().endsWith(".py")) {
        files.add(file);
      }
      return files.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      return FileVisitResult.CONTINUE;
    }
  }
}
