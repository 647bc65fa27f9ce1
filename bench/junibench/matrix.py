"""The main section: every server x workload x shape x connections, in interleaved rounds.

Servers are started fresh in each round, one at a time, and stopped before the next. The alternative, to keep all running and idle,
costs no CPU, but it measures one start each over and over; which CPU a worker woke up on, where its memory came to lie and what
was compiled differ from start to start, and that belongs into the spread. It also gives start-up time and memory as many samples
as the rest. Each round begins with the next server, so that none is always the first.
"""

from itertools import groupby

from junibench.load import measure, run_wrk
from junibench.process import RunningServer, ServerFailed, free_port
from junibench.servers import BENCH, environment


class Cell:
    """What was measured of one server in one line of the table: one entry per round, None where there is none."""

    def __init__(self):
        self.samples, self.memory, self.first_answer, self.failures = [], [], [], []

    def add(self, sample, memory, first_answer):
        self.samples.append(sample)
        self.memory.append(memory)
        self.first_answer.append(first_answer)

    def fail(self, why):
        self.add(None, None, None)
        self.failures.append(why)


class Matrix:
    def __init__(self, plan, say):
        self.plan, self.say = plan, say
        self.cells = {}  # (workload name, shape, connections, server name) -> Cell

    def cell(self, workload, shape, connections, server):
        return self.cells.setdefault((workload.name, str(shape), connections, server.name), Cell())

    def run(self):
        for round_number in range(self.plan.rounds):
            for shape in self.plan.shapes:
                for app, group in groupby(self.plan.workloads, key=lambda w: w.app):
                    workloads = list(group)
                    for server in rotated(self.plan.servers, round_number):
                        self.say(f"round {round_number + 1} of {self.plan.rounds}, {shape}, {app}, {server.name}")
                        self.visit(server, shape, app, workloads)

    def visit(self, server, shape, app, workloads):
        """One start of one server: all workloads of one app."""
        todo = [(w, c) for w in workloads for c in self.plan.connections if w.fits(shape, c, self.plan.seconds)]
        if not todo:
            return
        try:
            with start(server, app, shape, self.plan.settings) as running:
                first_answer = running.wait_for_answer(workloads[0])
                warm_up = self.plan.warm_up
                while todo:
                    workload, connections = todo[0]
                    if workload.warm:
                        run_wrk(running.port, workload, connections, warm_up)
                        warm_up = 1  # the rest of this start only has its own path to warm
                    running.settle(workload)
                    sample = measure(running, workload, connections, self.plan.seconds)
                    self.cell(workload, shape, connections, server).add(sample, running.memory(), first_answer)
                    todo.pop(0)
        except ServerFailed as failure:
            self.say(f"  {server.name} failed: {failure}")
            for workload, connections in todo:
                self.cell(workload, shape, connections, server).fail(str(failure))


def start(server, app, shape, settings):
    port = free_port()
    return RunningServer(server.command(app, shape, port, settings), port, cwd=BENCH, env=environment(app))


def rotated(items, by):
    by %= len(items)
    return items[by:] + items[:by]


def seconds_needed(plan):
    """An estimate: starts and stops take about two seconds, a settling about half a second."""
    total = 0.0
    for _, group in groupby(plan.workloads, key=lambda w: w.app):
        workloads = list(group)
        total += 2 + plan.warm_up
        for workload in workloads:
            total += len(plan.connections) * (plan.seconds + 0.5 + (1 if workload.warm else 0))
    return total * plan.rounds * len(plan.shapes) * len(plan.servers)
