"""The main section: every server x workload x shape x connections, in interleaved rounds.

The servers of a shape are started together, one after the other; each is warmed up once, and then they are loaded in turn, round
after round, each round beginning with the next one. Idle servers cost no CPU. What is measured is what a service is for all but its
first minute: a JVM compiles what is hot while it runs, and a round on a fresh start would measure the compiler.
"""

from contextlib import ExitStack
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
        for shape in self.plan.shapes:
            for app, group in groupby(self.plan.workloads, key=lambda w: w.app):
                workloads = list(group)
                todo = [(w, c) for w in workloads for c in self.plan.connections if w.fits(shape, c, self.plan.seconds)]
                if todo:
                    with ExitStack() as stack:
                        self.rounds(shape, app, todo, stack)

    def rounds(self, shape, app, todo, stack):
        """One start of every server, all workloads of one app, all rounds."""
        visits = [Visit(self, server, shape, app, todo, stack) for server in self.plan.servers]
        for round_number in range(self.plan.rounds):
            for visit in rotated(visits, round_number):
                self.say(f"round {round_number + 1} of {self.plan.rounds}, {shape}, {app}, {visit.server.name}")
                visit.measure()


class Visit:
    """One server of one shape with one app, from its start to its last round."""

    def __init__(self, matrix, server, shape, app, todo, stack):
        self.matrix, self.server, self.shape, self.todo = matrix, server, shape, todo
        self.failure = None
        plan = matrix.plan
        matrix.say(f"starting and warming up {server.name}, {shape}, {app}")
        try:
            self.running = stack.enter_context(start(server, app, shape, plan.settings))
            self.first_answer = self.running.wait_for_answer(todo[0][0])
            self.warm(todo[0], plan.warm_up)
            for place in todo[1:]:
                self.warm(place, 1)  # the rest only has its own path to warm
        except ServerFailed as failure:
            self.fail(failure)

    def warm(self, place, seconds):
        workload, connections = place
        if workload.warm:
            run_wrk(self.running.port, workload, connections, seconds)

    def measure(self):
        """One round."""
        for workload, connections in self.todo:
            cell = self.matrix.cell(workload, self.shape, connections, self.server)
            if self.failure is None:
                try:
                    self.running.settle(workload)
                    sample = measure(self.running, workload, connections, self.matrix.plan.seconds)
                    cell.add(sample, self.running.memory(), self.first_answer)
                    continue
                except ServerFailed as failure:
                    self.fail(failure)
            cell.fail(self.failure)

    def fail(self, failure):
        self.matrix.say(f"  {self.server.name} failed: {failure}")
        self.failure = str(failure)


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
            total += len(plan.connections) * (plan.rounds * (plan.seconds + 0.5) + (1 if workload.warm else 0))
    return total * len(plan.shapes) * len(plan.servers)
