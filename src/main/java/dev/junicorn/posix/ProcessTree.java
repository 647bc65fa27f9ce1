package dev.junicorn.posix;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A process and what it has started. */
public final class ProcessTree {

  private static final int SIGSTOP = 19;
  private static final int SIGKILL = 9;

  private ProcessTree() {}

  /**
   * Ends all of it, also what it starts in this very moment: each is stopped before its children
   * are looked up, and who is stopped starts no more.
   */
  public static void destroy(ProcessHandle root) {
    Set<ProcessHandle> stopped = new HashSet<>();
    List<ProcessHandle> found = List.of(root);
    while (!found.isEmpty()) {
      found.forEach(ProcessTree::stop);
      stopped.addAll(found);
      found = root.descendants().filter(process -> !stopped.contains(process)).toList();
    }
    stopped.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Ends a process that leads a group of its own and what it has started: in the tree, and in the
   * group, where those stay whose parent has ended.
   */
  public static void destroyWithGroup(ProcessHandle leader) {
    destroy(leader);
    try {
      ProcessSignal.sendToGroup((int) leader.pid(), SIGKILL);
    } catch (IOException e) {
      // Nobody is left in it, or it has not made one yet.
    }
  }

  private static void stop(ProcessHandle process) {
    if (process.isAlive()) {
      try {
        ProcessSignal.send((int) process.pid(), SIGSTOP);
      } catch (IOException e) {
        // It is gone, or somebody else's, and cannot be ended either.
      }
    }
  }
}
