package dev.junicorn.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's functions, one to one; {@code -1} becomes an {@link IOException} with the errno's
 * text in the callers.
 */
final class Libc {

  static final int EINTR = 4;
  static final int EBADF = 9;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;

  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_FIELD =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle PIPE2 =
      function("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle MEMFD_CREATE =
      function("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle READ =
      function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle IOCTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("ioctl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle WRITE =
      function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle MKFIFO =
      function("mkfifo", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle KILL =
      function("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SCHED_SETSCHEDULER =
      function("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EXECVE =
      function("execve", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle SIGWAITINFO =
      function("sigwaitinfo", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle WAITPID =
      function("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDTO =
      function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SENDFILE =
      function(
          "sendfile", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("fcntl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  /** Room for errno; one per owner of calls, never shared between threads. */
  static MemorySegment newState(Arena arena) {
    return arena.allocate(STATE);
  }

  static int errno(MemorySegment state) {
    return (int) ERRNO_FIELD.get(state, 0L);
  }

  static int pipe2(MemorySegment state, MemorySegment ends, int flags) {
    try {
      return (int) PIPE2.invokeExact(state, ends, flags);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int memfdCreate(MemorySegment state, MemorySegment name, int flags) {
    try {
      return (int) MEMFD_CREATE.invokeExact(state, name, flags);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long read(MemorySegment state, int fd, MemorySegment room, long length) {
    try {
      return (long) READ.invokeExact(state, fd, room, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int open(MemorySegment state, MemorySegment path, int flags, int mode) {
    try {
      return (int) OPEN.invokeExact(state, path, flags, mode);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long write(MemorySegment state, int fd, MemorySegment bytes, long length) {
    try {
      return (long) WRITE.invokeExact(state, fd, bytes, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int ioctl(MemorySegment state, int fd, long request, MemorySegment argument) {
    try {
      return (int) IOCTL.invokeExact(state, fd, request, argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Closes; errors are of no use to anybody. */
  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(newState(arena), fd);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int mkfifo(MemorySegment state, MemorySegment path, int mode) {
    try {
      return (int) MKFIFO.invokeExact(state, path, mode);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int kill(MemorySegment state, int pid, int signal) {
    try {
      return (int) KILL.invokeExact(state, pid, signal);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int schedSetscheduler(
      MemorySegment state, int thread, int policy, MemorySegment parameters) {
    try {
      return (int) SCHED_SETSCHEDULER.invokeExact(state, thread, policy, parameters);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Returns only where it fails. */
  static void execve(
      MemorySegment state, MemorySegment path, MemorySegment words, MemorySegment variables) {
    try {
      int ignored = (int) EXECVE.invokeExact(state, path, words, variables);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int sigwaitinfo(MemorySegment state, MemorySegment set, MemorySegment info) {
    try {
      return (int) SIGWAITINFO.invokeExact(state, set, info);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int waitpid(MemorySegment state, int pid, MemorySegment status, int options) {
    try {
      return (int) WAITPID.invokeExact(state, pid, status, options);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int socket(MemorySegment state, int domain, int type) {
    try {
      return (int) SOCKET.invokeExact(state, domain, type, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long sendto(
      MemorySegment state,
      int fd,
      MemorySegment bytes,
      int flags,
      MemorySegment address,
      int addressLength) {
    try {
      return (long)
          SENDTO.invokeExact(state, fd, bytes, bytes.byteSize(), flags, address, addressLength);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long sendfile(MemorySegment state, int to, int from, long length) {
    try {
      return (long) SENDFILE.invokeExact(state, to, from, MemorySegment.NULL, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int fcntl(MemorySegment state, int fd, int command, int argument) {
    try {
      return (int) FCNTL.invokeExact(state, fd, command, argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The error that {@code call} met, in the system's words. */
  static IOException failure(String call, int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return new IOException(call + ": " + text.reinterpret(Long.MAX_VALUE).getString(0));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO);
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a foreign call threw", e);
  }
}
