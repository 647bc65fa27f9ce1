"""Options, the plan with its estimate, and the three sections one after the other."""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass, field

from junibench import idle, matrix, report, slots
from junibench.process import RunningServer, ServerFailed
from junibench.servers import SERVERS, Settings
from junibench.workloads import WORKLOADS, parse_shape

SECTIONS = ("matrix", "slots", "idle")
QUICK = {"workloads": ["flask"], "shapes": [parse_shape("3x6")], "connections": [32], "rounds": 3, "seconds": 4,
         "sections": ["matrix"]}
FULL = {"workloads": list(WORKLOADS), "shapes": [parse_shape(s) for s in ("1x1", "3x6", "2x1")], "connections": [32, 256],
        "rounds": 3, "seconds": 3, "sections": list(SECTIONS)}


@dataclass
class Plan:
    servers: list
    workloads: list
    shapes: list
    connections: list
    rounds: int
    seconds: int
    warm_up: int
    sections: list
    idle_connections: int
    idle_servers: list
    settings: Settings = field(default_factory=Settings)

    def seconds_needed(self):
        total = 0
        if "matrix" in self.sections:
            total += matrix.seconds_needed(self)
        if "slots" in self.sections:
            total += slots.seconds_needed(self)
        if "idle" in self.sections:
            total += idle.seconds_needed(self) * len(self.idle_servers)
        return total


def one_of(known, what):
    """An argument type: a list separated by commas, each a known name."""

    def parse(text):
        names = [name.strip() for name in text.split(",") if name.strip()]
        unknown = [name for name in names if name not in known]
        if unknown or not names:
            raise argparse.ArgumentTypeError(f"no such {what}: {', '.join(unknown) or 'none'} (there are: {', '.join(known)})")
        return names

    return parse


def shapes(text):
    try:
        return [parse_shape(part.strip()) for part in text.split(",")]
    except ValueError as error:
        raise argparse.ArgumentTypeError(error) from error


def numbers(text):
    try:
        values = [int(part) for part in text.split(",")]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"numbers separated by commas, not {text!r}") from error
    if min(values) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return values


def positive(text):
    return numbers(text)[0]


def extra(text):
    name, separator, arguments = text.partition("=")
    if not separator or name not in SERVERS:
        raise argparse.ArgumentTypeError(f"SERVER=ARGUMENTS with SERVER one of {', '.join(SERVERS)}")
    return name, arguments


def parser():
    p = argparse.ArgumentParser(prog="bench/run", description="Junicorn beside its peers, on this machine, with wrk.")
    p.add_argument("--quick", action="store_true", help="the headline only: Flask hello, 3x6, 32 connections; about two minutes")
    p.add_argument("--servers", type=one_of(SERVERS, "server"), default=list(SERVERS), metavar="A,B", help=", ".join(SERVERS))
    p.add_argument("--workloads", type=one_of(WORKLOADS, "workload"), metavar="A,B",
                   help="; ".join(f"{w.name}: {w.about}" for w in WORKLOADS.values()))
    p.add_argument("--shapes", type=shapes, metavar="WxT,…", help="workers x threads; 1x1,3x6,2x1")
    p.add_argument("--connections", type=numbers, metavar="N,…", help="32,256")
    p.add_argument("--rounds", type=positive, metavar="N", help="3")
    p.add_argument("--seconds", type=positive, metavar="N", help="of each measurement; 3, with --quick 4")
    p.add_argument("--warm-up", type=positive, default=10, metavar="N", help="seconds of load before the first measurement of a server; 10")
    p.add_argument("--sections", type=one_of(SECTIONS, "section"), metavar="A,B", help=", ".join(SECTIONS))
    p.add_argument("--idle-connections", type=positive, default=10_000, metavar="N", help="10000")
    p.add_argument("--idle-servers", type=one_of(SERVERS, "server"), metavar="A,B", help="junicorn")
    p.add_argument("--junicorn", default=Settings.junicorn, metavar="PATH", help="the program; ./junicorn of this repository")
    p.add_argument("--gunicorn", default="gunicorn", metavar="PATH", help="another gunicorn than the one in PATH")
    p.add_argument("--extra", type=extra, action="append", default=[], metavar="SERVER=ARGS", help="more arguments for one server's command")
    p.add_argument("--json", metavar="FILE", help="every single measurement, for later")
    p.add_argument("--dry-run", action="store_true", help="print what would be done and how long it takes")
    return p


def make_plan(options):
    """The options with the defaults of --quick or of the full run, without the servers that are not here."""
    defaults = QUICK if options.quick else FULL

    def chosen(name):
        value = getattr(options, name)
        return defaults[name] if value is None else value

    settings = Settings(options.junicorn, options.gunicorn, dict(options.extra))
    missing = {name: SERVERS[name].missing(settings) for name in {*options.servers, *(options.idle_servers or [])}}
    for why in sorted(filter(None, missing.values())):
        say(why)
    present = [SERVERS[name] for name in options.servers if not missing[name]]
    idle_names = options.idle_servers or [s.name for s in present if s.name == "junicorn"]
    wanted = set(chosen("workloads"))
    return Plan(
        servers=present,
        workloads=[w for w in WORKLOADS.values() if w.name in wanted],
        shapes=chosen("shapes"),
        connections=chosen("connections"),
        rounds=chosen("rounds"),
        seconds=chosen("seconds"),
        warm_up=options.warm_up,
        sections=chosen("sections"),
        idle_connections=options.idle_connections,
        idle_servers=[SERVERS[name] for name in idle_names if not missing[name]],
        settings=settings,
    )


def say(text):
    print(text, file=sys.stderr, flush=True)


def duration(seconds):
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def missing_tools():
    if not shutil.which("wrk"):
        return "no wrk here; Debian: apt-get install wrk"
    try:
        import flask  # noqa: F401, PLC0415 (only to see whether it is there)
    except ImportError:
        return "no Flask for /usr/bin/python3; Debian: apt-get install python3-flask"
    return None


def environment(plan):
    """What a reader needs to judge the figures."""

    def first_line(*command):
        try:
            return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout.strip().split("\n")[0]
        except (OSError, subprocess.TimeoutExpired):
            return "not known"

    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as info:
        model = next((line.partition(":")[2].strip() for line in info if line.startswith("model name")), platform.machine())
    versions = {"python": platform.python_version()}
    names = {server.name for server in plan.servers}
    if "gunicorn" in names:
        versions["gunicorn"] = first_line(plan.settings.gunicorn, "--version")
    if names & {"uwsgi", "uwsgi-router"}:
        versions["uwsgi"] = first_line("uwsgi", "--version")
    return {"cpu": model, "cores": len(os.sched_getaffinity(0)), "kernel": platform.release(),
            "load": round(os.getloadavg()[0], 2), "versions": versions}


def show_environment(env):
    print(f"{env['cores']} cores of {env['cpu']}, Linux {env['kernel']}, "
          + ", ".join(f"{name} {version}" for name, version in env["versions"].items()))
    print("wrk runs on the same machine: compare servers within a run, not runs or machines. Median of the rounds (least–greatest).")
    print("CPU us/request: user and system time of all processes of the server. others: share of the machine's CPU taken by neither")
    print("the server nor wrk; where it is more than a few percent, believe the ratios only.")
    if env["load"] > 0.5 * env["cores"]:
        print(f"The machine was busy already at the start (load {env['load']}): believe the ratios only.")
    print()


def show_matrix(found, plan):
    base = "junicorn" if any(s.name == "junicorn" for s in plan.servers) else plan.servers[0].name
    groups = {}
    for (workload, shape, connections, server), cell in found.cells.items():
        groups.setdefault((workload, shape, connections), {})[server] = cell
    order = [s.name for s in plan.servers]
    for (workload, shape, connections), cells in sorted(groups.items(), key=lambda item: list(WORKLOADS).index(item[0][0])):
        title = f"## {WORKLOADS[workload].about}, {shape} (workers x threads), {connections} connections"
        print(report.section(title, {name: cells[name] for name in order if name in cells}, base), end="\n\n")


def show_slots(found):
    print(f"## Slots: {slots.SHAPE.slots} connections on {slots.SHAPE.slots} slots, 0.1 s of waiting each\n")
    print(report.table(slots.HEADINGS, slots.rows(found)), end="\n\n")


def run_idle(plan):
    results = {}
    print(f"## Idle connections, {idle.SHAPE}\n")
    for server in plan.idle_servers:
        try:
            results[server.name] = idle.run(server, plan, say)
            print("\n".join(idle.lines(server.name, results[server.name])), end="\n\n")
        except ServerFailed as failure:
            print(f"{server.name} failed: {failure}\n")
    return {name: asdict(result) for name, result in results.items()}


def run_sections(plan, results):
    if "matrix" in plan.sections:
        found = matrix.Matrix(plan, say)
        try:
            found.run()
        finally:  # also after Ctrl-C: what was measured is worth seeing
            show_matrix(found, plan)
            results["matrix"] = report.matrix_json(found)
    if "slots" in plan.sections:
        found = slots.run(plan, say)
        show_slots(found)
        results["slots"] = {name: [asdict(s) for s in samples] for name, samples in found.items()}
    if "idle" in plan.sections and plan.idle_servers:
        results["idle"] = run_idle(plan)


def main(arguments=None):
    options = parser().parse_args(arguments)
    sys.stdout.reconfigure(line_buffering=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as an exception, so that servers are stopped
    if problem := missing_tools():
        say(problem)
        return 2
    plan = make_plan(options)
    if not plan.servers:
        say("no server to measure")
        return 2
    say(f"{', '.join(s.name for s in plan.servers)}: about {duration(plan.seconds_needed())}")
    if options.dry_run:
        return 0
    results = {"environment": environment(plan), "plan": {"rounds": plan.rounds, "seconds": plan.seconds, "warm_up": plan.warm_up}}
    show_environment(results["environment"])
    try:
        run_sections(plan, results)
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    finally:
        RunningServer.stop_all()
        if options.json:
            with open(options.json, "w", encoding="utf-8") as out:
                json.dump(results, out, indent=1)
    return 0
