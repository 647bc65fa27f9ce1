"""Whether every slot is used: exactly as many connections as slots, on a handler that waits 0.1 s.

Ten answers per slot and second are possible. What is missing was lost because a busy worker took a connection while another
worker had a free thread. Runs take 10 s, because a request cut off by the end costs up to 1 % even then.
"""

from junibench.figures import spread
from junibench.load import measure
from junibench.matrix import rotated, start
from junibench.process import ServerFailed
from junibench.workloads import WORKLOADS, Shape

SHAPE = Shape(3, 6)
SECONDS = 10
GOAL = 0.97


def run(plan, say):
    """Server name -> its rates (answers per second), one per round, or the text of its failure."""
    found = {server.name: [] for server in plan.servers}
    for round_number in range(plan.rounds):
        for server in rotated(plan.servers, round_number):
            say(f"slots, round {round_number + 1} of {plan.rounds}, {server.name}")
            try:
                with start(server, "paths", SHAPE, plan.settings) as running:
                    running.wait_for_answer(WORKLOADS["io"])
                    running.settle(WORKLOADS["io"])
                    found[server.name].append(measure(running, WORKLOADS["io"], SHAPE.slots, SECONDS))
            except ServerFailed as failure:
                say(f"  {server.name} failed: {failure}")
    return found


def rows(found):
    possible = SHAPE.slots * 10
    for name, samples in found.items():
        if not samples:
            yield [name, "failed", "", "", "", ""]
            continue
        rate = spread(s.load.rate for s in samples)
        share = rate.middle / possible
        errors = sum(s.load.error_count for s in samples)
        starved = max(s.starved for s in samples)
        yield [name, f"{rate.middle:.1f} ({rate.low:.1f}–{rate.high:.1f})", f"{share:.1%}",
               "yes" if share >= GOAL else "no", f"{spread(s.load.p99 for s in samples).middle / 1000:.0f}",
               str(errors) + (f", {starved} unanswered" if starved > 0 else "")]


HEADINGS = ["server", f"answers/s of {SHAPE.slots * 10}", "share", f"≥ {GOAL:.0%}", "p99 ms", "errors"]


def seconds_needed(plan):
    return plan.rounds * len(plan.servers) * (SECONDS + 3)
