package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program that this process runs ({@code execve(2)}). */
public final class ProgramImage {

  private ProgramImage() {}

  /**
   * Replaces the program; the process keeps its id, its standard streams and its working directory.
   * Nothing of this program runs afterwards: no {@code finally}, no shutdown hook.
   *
   * @param program absolute
   * @param words the program's own name first
   * @throws IOException with the system's reason, if the program cannot be run
   */
  public static void replace(Path program, List<String> words, Map<String, String> environment)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      List<String> variables =
          environment.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .toList();
      Libc.execve(
          state,
          arena.allocateFrom(program.toString()),
          strings(arena, words),
          strings(arena, variables));
      throw Libc.failure("execve " + program, Libc.errno(state));
    }
  }

  /** An array of strings as C wants it, ended by a null pointer. */
  private static MemorySegment strings(Arena arena, List<String> strings) {
    MemorySegment array = arena.allocate(ValueLayout.ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(strings.get(i)));
    }
    array.setAtIndex(ValueLayout.ADDRESS, strings.size(), MemorySegment.NULL);
    return array;
  }
}
