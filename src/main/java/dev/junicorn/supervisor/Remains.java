package dev.junicorn.supervisor;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What workers leave behind: their files, and what they have printed and nobody has read yet.
 * Confined to the supervisor's thread.
 */
final class Remains {

  private final SupervisorSettings settings;
  private final EventSink events;

  /** Each done when all that one worker has printed was read. */
  private final List<CompletableFuture<@Nullable Void>> outputs = new ArrayList<>();

  Remains(SupervisorSettings settings, EventSink events) {
    this.settings = settings;
    this.events = events;
  }

  /** A worker is gone: its files go, too. */
  void clear(ManagedWorker worker) {
    outputs.removeIf(CompletableFuture::isDone);
    outputs.add(worker.files().output().allRead());
    try {
      worker.files().remove();
      Files.deleteIfExists(settings.modules(worker.id()));
    } catch (IOException e) {
      events.publish(new ServerEvent.Warned("Cannot remove a worker's files: " + Reason.of(e)));
    }
  }

  /**
   * Completes when what those have printed that are gone now was read. Not before what they have
   * started has ended, or has another output.
   */
  CompletableFuture<Void> outputRead() {
    return CompletableFuture.allOf(outputs.toArray(CompletableFuture<?>[]::new));
  }
}
