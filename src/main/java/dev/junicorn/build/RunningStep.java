package dev.junicorn.build;

import dev.junicorn.posix.ProcessTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The note about the process of the step that runs. A build that is killed cannot end its children;
 * the next one finds them by this note, so that no old pip writes into a new environment.
 */
record RunningStep(Path note) {

  void begins(ProcessHandle process) throws IOException {
    Files.writeString(note, identity(process).orElse(""));
  }

  void ended() throws IOException {
    Files.deleteIfExists(note);
  }

  /** Ends what a killed build has left; returns its pid where there was something. */
  Optional<Long> endLeftOver() throws IOException {
    if (!Files.isRegularFile(note)) {
      return Optional.empty();
    }
    String text = Files.readString(note);
    Optional<ProcessHandle> left =
        text.matches("\\d{1,10} \\S+")
            ? ProcessHandle.of(Long.parseLong(text.substring(0, text.indexOf(' '))))
                .filter(process -> identity(process).filter(text::equals).isPresent())
            : Optional.empty();
    left.ifPresent(ProcessTree::destroy);
    ended();
    return left.map(ProcessHandle::pid);
  }

  /** Pid and start: a pid alone may belong to somebody else by now. */
  private static Optional<String> identity(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).map(at -> process.pid() + " " + at);
  }
}
