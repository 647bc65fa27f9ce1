"""wrk: one run, its numbers, and what it does not say — which connections never got an answer."""

import os
import re
import resource
import subprocess
import threading
from dataclasses import dataclass, field

from junibench.process import TICKS, ServerFailed
from junibench.servers import BENCH

WRK_PACKAGE = "wrk"
ERRORS = ("connect", "read", "write", "status", "timeout")


@dataclass(frozen=True)
class Load:
    """What wrk counted. Latencies in microseconds; those of requests that were never answered are in none of them."""

    requests: int
    seconds: float
    bytes: int
    p50: float
    p99: float
    errors: dict = field(default_factory=dict)

    @property
    def rate(self):
        return self.requests / self.seconds

    @property
    def error_count(self):
        return sum(self.errors.values())


@dataclass(frozen=True)
class Sample:
    """One server, one workload, one round."""

    load: Load
    cpu_per_request: float  # microseconds
    starved: int  # connections without a single answer; -1: could not be seen
    others: float  # share of the machine's CPU that neither this server nor wrk used
    truncated: bool


def parse_wrk(text):
    """The line that load.lua prints when wrk is done."""
    match = re.search(r"^result (.*)$", text, re.MULTILINE)
    if not match:
        raise ValueError("no result from wrk: " + (text.strip().splitlines() or ["no output at all"])[-1])
    values = {name: int(value) for name, value in (pair.split("=") for pair in match[1].split())}
    return Load(
        requests=values["requests"],
        seconds=values["duration_us"] / 1e6,
        bytes=values["bytes"],
        p50=values["p50_us"],
        p99=values["p99_us"],
        errors={name: values[name] for name in ERRORS if values[name]},
    )


def wrk_command(port, workload, connections, seconds):
    threads = min(2, connections, os.cpu_count() or 1)
    return ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s",
            "-s", str(BENCH / "load.lua"), f"http://127.0.0.1:{port}{workload.path}",
            "--", workload.method, str(workload.body_size)]


def run_wrk(port, workload, connections, seconds):
    command = wrk_command(port, workload, connections, seconds)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 20, check=False)
    except subprocess.TimeoutExpired as error:
        raise ServerFailed("wrk did not end") from error
    try:
        return parse_wrk(done.stdout)
    except ValueError as error:
        raise ServerFailed(f"{error} {done.stderr.strip()}") from error


def measure(server, workload, connections, seconds):
    """Loads a server that runs, with its CPU taken right before and right after."""
    watch = ConnectionWatch(server.port, seconds)
    machine, wrk = machine_ticks(), children_seconds()
    before = server.cpu_seconds()
    with watch:
        load = run_wrk(server.port, workload, connections, seconds)
    used = server.cpu_seconds() - before
    busy, total = (after - earlier for after, earlier in zip(machine_ticks(), machine))
    if not server.alive():
        raise ServerFailed(f"it ended with {server.child.returncode} under load\n{server.tail()}")
    others = busy / TICKS - used - (children_seconds() - wrk)
    return Sample(
        load=load,
        cpu_per_request=used * 1e6 / max(1, load.requests),
        starved=watch.starved,
        others=max(0.0, others / max(0.01, total / TICKS)),
        truncated=load.bytes < 0.98 * load.requests * workload.size,
    )


def machine_ticks():
    """(busy, all) of the whole machine since boot."""
    with open("/proc/stat", encoding="ascii") as stat:
        fields = [int(field) for field in stat.readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class ConnectionWatch:
    """Looks at wrk's connections twice during a run. wrk knows latencies of answered requests only: a server that leaves
    a connection alone from beginning to end looks perfect in its numbers, so that is counted here, from the kernel's."""

    def __init__(self, port, seconds):
        self.port, self.seconds = port, seconds
        self.starved = -1
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def look(self):
        if self.over.wait(self.seconds * 0.5):
            return
        early = unanswered(self.port)
        if self.over.wait(self.seconds * 0.4) or early is None:
            return
        late = unanswered(self.port)
        self.starved = len(early & late) if late is not None else -1


def unanswered(port):
    """The client sides of connections to `port` that have not received a byte; None without `ss` (Debian: iproute2)."""
    try:
        shown = subprocess.run(["ss", "-tinH", "state", "established", f"( dport = :{port} )"],
                               capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return parse_unanswered(shown.stdout)


def parse_unanswered(text):
    """`ss -ti` prints a line with the addresses, then an indented one with the counters."""
    silent, address = set(), None
    for line in text.splitlines():
        if not line[:1].isspace():
            fields = line.split()
            address = fields[2] if len(fields) > 3 else None
        elif address and "bytes_received:" not in line:
            silent.add(address)
    return silent
