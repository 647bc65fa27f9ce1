"""A server while it runs: all its processes, what they use, and that none of them stays behind."""

import ctypes
import os
import resource
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1
INTERRUPTS = {signal.SIGINT, signal.SIGTERM}
LIBC = ctypes.CDLL(None, use_errno=True)


class ServerFailed(Exception):
    """The server did not start, or went away: the message ends with the last lines of its output."""


@dataclass(frozen=True)
class Stat:
    """The fields of /proc/PID/stat that matter here. `ticks` has the CPU of reaped children in it."""

    pid: int
    parent: int
    session: int
    ticks: int
    started: int


@dataclass(frozen=True)
class Memory:
    """In bytes: the proportional share of the whole tree, and the largest single process."""

    pss: int
    largest_rss: int


def parse_stat(text):
    pid, _, rest = text.partition(" ")
    fields = rest[rest.rindex(")") + 2:].split()  # the name before it may hold spaces and brackets
    return Stat(int(pid), int(fields[1]), int(fields[3]), sum(map(int, fields[11:15])), int(fields[19]))


def all_processes():
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = parse_stat(Path("/proc", entry, "stat").read_text(errors="replace"))
            except OSError:
                continue  # gone meanwhile
            found[stat.pid] = stat
    return found


def tree(root, processes):
    """`root`, all that descends from it, and all of its session (what lost its parent)."""
    members = {pid for pid, stat in processes.items() if pid == root or stat.session == root}
    grown = True
    while grown:
        more = {pid for pid, stat in processes.items() if stat.parent in members} - members
        members |= more
        grown = bool(more)
    return [processes[pid] for pid in sorted(members)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare_child():
    """In the child before exec: die with the bench, even if that is killed; and have all the descriptors there may be."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTS)
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class RunningServer:
    """`with RunningServer(command, ...) as server:` — its own session, always ended, its output kept for error messages.

    An interrupt may come anywhere, also while the process is being started or ended: `running` remembers what is not
    ended yet, and stop_all() is the last word.
    """

    running = set()

    def __init__(self, command, port, cwd, env):
        self.command, self.port, self.cwd, self.env = command, port, cwd, env

    def __enter__(self):
        self.output = tempfile.TemporaryFile()
        self.began = time.monotonic()
        signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
        try:
            self.child = subprocess.Popen(
                self.command, cwd=self.cwd, env=self.env, stdin=subprocess.DEVNULL, stdout=self.output,
                stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=prepare_child)
            self.running.add(self)
        except OSError as error:
            raise ServerFailed(f"cannot run {self.command[0]}: {error.strerror}") from error
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTS)
        return self

    def __exit__(self, *_):
        self.stop()

    @classmethod
    def stop_all(cls):
        """For the end of the program: nothing interrupts it any more."""
        for interrupt in INTERRUPTS:
            signal.signal(interrupt, signal.SIG_IGN)
        for server in list(cls.running):
            server.stop()

    def processes(self):
        return tree(self.child.pid, all_processes())

    def cpu_seconds(self):
        return sum(stat.ticks for stat in self.processes()) / TICKS

    def memory(self):
        sizes = [rollup(stat.pid) for stat in self.processes()]
        return Memory(sum(pss for pss, _ in sizes), max((rss for _, rss in sizes), default=0))

    def alive(self):
        return self.child.poll() is None

    def tail(self, lines=6):
        size = self.output.seek(0, os.SEEK_END)
        self.output.seek(max(0, size - 8000))
        text = self.output.read().decode(errors="replace")
        telling = [line for line in text.splitlines() if not line.startswith("\tat ")]  # the frames of a Java trace
        return "\n".join("    " + line[:200] for line in telling[-lines:])

    def said(self, text):
        self.output.seek(0)
        return text.encode() in self.output.read()

    def wait_for_answer(self, workload, limit=30.0):
        """Seconds from the start of the process to the first right answer."""
        while True:
            try:
                answer = ask(self.port, workload, timeout=limit)
                if answer[0] == 200:
                    check(answer, workload)
                    return time.monotonic() - self.began
            except OSError:
                pass  # not there yet
            if not self.alive():
                raise ServerFailed(f"it ended with {self.child.returncode} instead of answering\n{self.tail()}")
            if time.monotonic() - self.began > limit:
                raise ServerFailed(f"no answer in {limit:.0f} s\n{self.tail()}")
            time.sleep(0.004)

    def settle(self, workload, limit=30.0):
        """Waits until what an earlier load left behind is done: until an answer comes as fast as it can be."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                check(ask(self.port, workload, timeout=limit), workload)
            except OSError as error:
                if not self.alive():
                    raise ServerFailed(f"it ended with {self.child.returncode}\n{self.tail()}") from error
                time.sleep(0.05)
                continue
            if time.monotonic() - began < 0.15:
                return
        raise ServerFailed(f"still busy {limit:.0f} s after the load\n{self.tail()}")

    def stop(self, patience=5.0):
        members = self.processes()
        if self.alive():
            self.child.terminate()
            try:
                self.child.wait(patience)
            except subprocess.TimeoutExpired:
                pass
        self.kill_rest(members)
        self.child.wait()
        self.running.discard(self)
        self.output.close()

    def kill_rest(self, members):
        """Whoever of the tree is still there. The start time tells a process from a later one of the same number."""
        now = all_processes()
        rest = {s.pid: s for s in members if s.pid in now and now[s.pid].started == s.started}
        rest.update((s.pid, s) for s in now.values() if s.session == self.child.pid)
        for pid in rest:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def ask(port, workload, timeout):
    """One request on its own connection, as bytes on a socket: (status, body)."""
    body = b"x" * workload.body_size
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    head = f"{workload.method} {workload.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{length}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(head.encode() + body)
        return read_answer(connection.makefile("rb"))


def read_answer(stream):
    """Status and body of an answer with a Content-Length (or one that ends with its connection)."""
    status_line = stream.readline().split()
    if len(status_line) < 2:
        raise ConnectionError("closed without an answer")
    length = -1
    while (line := stream.readline().strip()):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return int(status_line[1]), stream.read(length)


def check(answer, workload):
    status, body = answer
    if status != 200 or workload.expect not in body or len(body) < workload.size:
        raise ServerFailed(f"a wrong answer to {workload.method} {workload.path}: {status}, {body[:60]!r} ({len(body)} bytes)")


def rollup(pid):
    """(PSS, RSS) in bytes; zeros for one that has just ended."""
    try:
        text = Path("/proc", str(pid), "smaps_rollup").read_text()
    except OSError:
        return 0, 0
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in text.splitlines() if line.endswith(" kB")}
    return sizes.get("Pss", 0), sizes.get("Rss", 0)
