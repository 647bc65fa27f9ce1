"""What is asked of the servers, and in which shapes."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """One request, many times. `expect` is a piece of the right answer; `size` its length, to notice truncated ones."""

    name: str
    app: str
    path: str
    expect: bytes
    size: int
    method: str = "GET"
    body_size: int = 0
    warm: bool = True  # a waiting workload has nothing to warm up, and its leftovers would run into the measurement
    waits: float = 0.0  # seconds of a slot that each answer takes, whatever the server
    about: str = ""

    def fits(self, shape, connections, seconds):
        """Whether every connection could have two answers in that time; without, there is nothing to compare."""
        return 2 * connections * self.waits <= shape.slots * seconds


HELLO = b"hello, world"

# Those of one app stand together: they share a server's start. The sleeping one is last, for the requests it leaves behind.
WORKLOADS = {
    w.name: w
    for w in (
        Workload("bare", "bare", "/hello", HELLO, 13, about="bare WSGI hello"),
        Workload("flask", "flask_app", "/hello", HELLO, 13, about="Flask hello"),
        Workload("json", "flask_app", "/json", HELLO, 70, about="Flask JSON"),
        Workload("10k", "paths", "/10k", b"xxxx", 10_240, about="10 KB answer"),
        Workload("1m", "paths", "/1m", b"xxxx", 1_048_576, about="1 MB answer"),
        Workload("post", "paths", "/post", b"10240\n", 6, "POST", 10_240, about="10 KB POST"),
        Workload("io", "paths", "/io", HELLO, 13, warm=False, waits=0.1, about="0.1 s of waiting"),
    )
}


@dataclass(frozen=True)
class Shape:
    workers: int
    threads: int

    @property
    def slots(self):
        return self.workers * self.threads

    def __str__(self):
        return f"{self.workers}x{self.threads}"


def parse_shape(text):
    """`3x6` is 3 workers with 6 threads each."""
    match = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", text)
    if not match:
        raise ValueError(f"a shape is WORKERSxTHREADS like 3x6, not {text!r}")
    return Shape(int(match[1]), int(match[2]))
