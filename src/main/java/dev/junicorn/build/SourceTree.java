package dev.junicorn.build;

import dev.junicorn.build.disk.Fingerprint;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The files of a folder by path, size and time of change, without what is made from them and
 * without what apps write while they run. Links are not followed.
 *
 * @param files relative path to state
 * @param whole false where there were more than {@value #MOST} files; then it equals no other
 */
record SourceTree(SortedMap<String, String> files, boolean whole) {

  /** As many entries take about 20 MB and a second. */
  private static final int MOST = 100_000;

  private static final List<String> WRITTEN_WHILE_RUNNING =
      List.of(".db", ".sqlite3", ".sqlite", "-journal", "-wal", "-shm", ".log", ".pid", ".pyc");

  /** What a project's installation is made from. */
  private static final List<String> CODE =
      List.of(".py", ".pyi", ".pyx", ".pxd", ".c", ".cc", ".cpp", ".h", ".hpp", ".rs");

  /** What may be at a project's top and decides about its installation. */
  private static final List<String> DECLARING =
      List.of("MANIFEST.in", "pyproject.toml", "setup.cfg", "setup.py");

  /** Reads the folder; what cannot be read counts as being there and unreadable. */
  static SourceTree scan(Path root, List<Path> excluded) throws IOException {
    Scan scan = new Scan(root, excluded);
    Files.walkFileTree(root, scan);
    return new SourceTree(scan.files, scan.files.size() < MOST);
  }

  /** The same without some folders, relative. */
  SourceTree without(List<String> folders) {
    SortedMap<String, String> left = new TreeMap<>(files);
    left.keySet().removeIf(file -> folders.stream().anyMatch(one -> file.startsWith(one + "/")));
    return new SourceTree(left, whole);
  }

  /**
   * The same without what is no code. An app that is installed is still served from its folder,
   * which comes first on the path: its templates are read there, and what its users upload is no
   * part of it.
   */
  SourceTree code() {
    SortedMap<String, String> left = new TreeMap<>(files);
    left.keySet()
        .removeIf(file -> !DECLARING.contains(file) && CODE.stream().noneMatch(file::endsWith));
    return new SourceTree(left, whole);
  }

  /** Whether every file of this tree is in the other one and the same. */
  boolean isPartOf(SourceTree other) {
    return whole
        && files.entrySet().stream()
            .allMatch(entry -> entry.getValue().equals(other.files.get(entry.getKey())));
  }

  String fingerprint() {
    Fingerprint print = new Fingerprint();
    for (Map.Entry<String, String> file : files.entrySet()) {
      print.add(file.getKey()).add(file.getValue());
    }
    return print.hex();
  }

  private static final class Scan extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> excluded;
    private final SortedMap<String, String> files = new TreeMap<>();

    private Scan(Path root, List<Path> excluded) {
      this.root = root;
      this.excluded = excluded;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean skip = !folder.equals(root) && isMade(folder);
      return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = String.valueOf(file.getFileName());
      if (!name.startsWith(".")
          && !excluded.contains(file)
          && WRITTEN_WHILE_RUNNING.stream().noneMatch(name::endsWith)) {
        add(file, attributes.size() + " " + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
      }
      return files.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      add(file, "unreadable");
      return FileVisitResult.CONTINUE;
    }

    private void add(Path file, String state) {
      files.put(root.relativize(file).toString(), state);
    }

    private boolean isMade(Path folder) {
      String name = String.valueOf(folder.getFileName());
      return name.startsWith(".")
          || name.equals("__pycache__")
          || name.equals("node_modules")
          || excluded.contains(folder)
          || Files.exists(folder.resolve("pyvenv.cfg"));
    }
  }
}
