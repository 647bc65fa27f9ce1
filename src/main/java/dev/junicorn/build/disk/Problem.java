package dev.junicorn.build.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** What Java's exceptions about files mean, in words; their messages are often a bare path. */
public final class Problem {

  private Problem() {}

  public static String of(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied: " + denied.getFile();
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case FileSystemException other ->
          Objects.requireNonNullElse(other.getReason(), e.getClass().getSimpleName())
              + ": "
              + other.getFile();
      default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    };
  }
}
