"""What 10,000 idle keep-alive connections cost, and whether the server still works while it holds them.

Each connection has had one answer before it is left alone, so it is kept alive and not just accepted. They come from several
loopback addresses, since a server may limit the connections of one. Kernel memory of the sockets is in no figure here.
"""

import resource
import socket
from dataclasses import dataclass

from junibench import jvm
from junibench.load import Sample, measure, run_wrk
from junibench.matrix import start
from junibench.process import Memory, read_answer
from junibench.workloads import WORKLOADS, Shape

SHAPE = Shape(3, 6)
WORKLOAD = WORKLOADS["bare"]
PER_ADDRESS = 2_500
SPARE_DESCRIPTORS = 200
ASKED_AGAIN = 100
REQUEST = f"GET {WORKLOAD.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


@dataclass(frozen=True)
class Idle:
    """What was seen of one server."""

    wanted: int
    opened: int
    refused: str  # why the first that failed did, or ""
    held: int  # open when `after` was taken
    before: Memory
    after: Memory
    load: Sample
    loaded: Memory
    still_open: int
    answered_again: int
    asked_again: int
    heap: jvm.Heap | None
    out_of_memory: bool

    @property
    def bytes_each(self):
        return (self.after.pss - self.before.pss) / max(1, self.held)


def raise_descriptor_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def run(server, plan, say):
    wanted = min(plan.idle_connections, raise_descriptor_limit() - SPARE_DESCRIPTORS)
    with start(server, WORKLOAD.app, SHAPE, plan.settings) as running:
        running.wait_for_answer(WORKLOAD)
        run_wrk(running.port, WORKLOAD, 32, plan.warm_up)
        before = running.memory()
        connections, refused = [], ""
        try:
            say(f"idle: opening {wanted} connections to {server.name}")
            refused = open_connections(running.port, wanted, connections)
            after = running.memory()
            held = sum(map(is_open, connections))
            load = measure(running, WORKLOAD, 32, plan.seconds)
            loaded = running.memory()
            open_still = [c for c in connections if is_open(c)]
            again = open_still[:: max(1, len(open_still) // ASKED_AGAIN)][:ASKED_AGAIN]
            answered = sum(asked(c) for c in again)
            return Idle(wanted, len(connections), refused, held, before, after, load, loaded, len(open_still), answered,
                        len(again), jvm.heap(running), running.said("OutOfMemoryError"))
        finally:
            for connection in connections:
                connection.close()


def open_connections(port, count, connections):
    """Fills `connections`; returns why it stopped early, or an empty text."""
    for i in range(count):
        source = f"127.0.0.{2 + i // PER_ADDRESS}"
        connection = None
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
            if not asked(connection):
                raise ConnectionError("no right answer")
        except OSError as error:
            if connection:
                connection.close()
            return f"{type(error).__name__}: {error}"
        connections.append(connection)
    return ""


def asked(connection):
    """One request on a kept connection: was it answered?"""
    try:
        connection.settimeout(10)
        connection.sendall(REQUEST)
        with connection.makefile("rb") as stream:
            status, body = read_answer(stream)
        return status == 200 and WORKLOAD.expect in body
    except (OSError, ValueError):
        return False


def is_open(connection):
    connection.setblocking(False)
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return True
    except OSError:
        return False


def lines(name, idle):
    mega = 1 << 20
    yield f"{name}: {idle.opened} of {idle.wanted} connections opened" + (f", then {idle.refused}" if idle.refused else "")
    yield (f"  memory (PSS of all its processes): {idle.before.pss / mega:.1f} MB before, {idle.after.pss / mega:.1f} MB with {idle.held}, "
           f"{idle.loaded.pss / mega:.1f} MB after the load: {idle.bytes_each / 1024:.2f} KB per idle connection")
    yield (f"  hello load beside them: {idle.load.load.rate:,.0f} answers/s, p99 {idle.load.load.p99 / 1000:.1f} ms, "
           f"{idle.load.load.error_count} errors")
    yield (f"  after the load {idle.still_open} are still open; {idle.answered_again} of {idle.asked_again} that were asked again "
           "answered")
    if idle.heap:
        yield "  " + idle.heap.sentence()
    yield "  OutOfMemoryError in its output" if idle.out_of_memory else "  no OutOfMemoryError in its output"


def seconds_needed(plan):
    return plan.warm_up + plan.seconds + plan.idle_connections / 1000 + 8
