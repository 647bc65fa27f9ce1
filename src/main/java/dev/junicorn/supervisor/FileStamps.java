package dev.junicorn.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How files looked at one moment: their time of change and size; files that were not there lack.
 */
record FileStamps(Map<Path, Stamp> stamps) {

  /** One file's looks. */
  record Stamp(long modified, long size) {}

  FileStamps {
    stamps = Map.copyOf(stamps);
  }

  static FileStamps of(Collection<Path> files) {
    Map<Path, Stamp> stamps = new HashMap<>();
    for (Path file : files) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.put(file, new Stamp(now.lastModifiedTime().toMillis(), now.size()));
      } catch (IOException e) {
        // Not there: that is how it looks.
      }
    }
    return new FileStamps(stamps);
  }

  /**
   * A file that looks different, or was removed. One that is seen for the first time is no change:
   * a worker has just imported it; it becomes one when whoever imports it is written.
   */
  Optional<Path> changeSince(FileStamps before) {
    return before.stamps().entrySet().stream()
        .filter(entry -> !entry.getValue().equals(stamps.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }
}
