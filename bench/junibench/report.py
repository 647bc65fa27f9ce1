"""The matrix as tables of text, and everything as JSON."""

from dataclasses import asdict

from junibench.figures import ratio, spread

HEADINGS = ["server", "requests/s", "p50 ms", "p99 ms", "CPU us/request", "PSS MB", "largest RSS", "first answer", "errors", "others"]
MEGA = 1 << 20


def table(headings, rows):
    """Columns as wide as need be; the first to the left, the others to the right."""
    rows = [list(map(str, row)) for row in rows]
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]

    def line(cells):
        return "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(cells, widths)))

    return "\n".join([line(headings).rstrip(), "  ".join("-" * width for width in widths), *(line(row).rstrip() for row in rows)])


def with_range(values, form):
    """`middle (low–high)`; the range only where there are several rounds."""
    values = list(values)
    s = spread(values)
    if s is None:
        return "–"
    middle = format(s.middle, form)
    return middle if len(values) == 1 else f"{middle} ({format(s.low, form)}–{format(s.high, form)})"


def row(name, cell):
    samples = [sample for sample in cell.samples if sample]
    if not samples:
        return ["! " + name, "failed"] + ["–"] * (len(HEADINGS) - 3) + [""]
    memory = [memory for memory in cell.memory if memory]
    notes = troubles(cell)
    return [
        ("! " if notes else "") + name,
        with_range((s.load.rate for s in samples), ",.0f"),
        with_range((s.load.p50 / 1000 for s in samples), ".2f"),
        with_range((s.load.p99 / 1000 for s in samples), ".2f"),
        with_range((s.cpu_per_request for s in samples), ",.0f"),
        f"{spread(m.pss / MEGA for m in memory).middle:.0f}",
        f"{spread(m.largest_rss / MEGA for m in memory).middle:.0f} MB",
        with_range((f for f in cell.first_answer if f), ".2f") + " s",
        str(sum(s.load.error_count for s in samples)),
        f"{spread(s.others for s in samples).middle:.0%}",
    ]


def troubles(cell):
    """What a reader must know before believing the row, in words."""
    samples = [sample for sample in cell.samples if sample]
    totals = {}
    for sample in samples:
        for kind, count in sample.load.errors.items():
            totals[kind] = totals.get(kind, 0) + count
    notes = [ERROR_WORDS[kind].format(count) for kind, count in totals.items()]
    starved = [s.starved for s in samples if s.starved > 0]
    if starved:
        notes.append(f"{max(starved)} connections got no answer at all (their waiting is in no latency above)")
    if any(s.truncated for s in samples):
        notes.append("answers shorter than they should be")
    if any(s.load.requests == 0 for s in samples):
        notes.append("not one answer in some round")
    if cell.failures:
        notes.append(f"failed in {len(cell.failures)} round(s): {cell.failures[0].strip()}")
    return notes


ERROR_WORDS = {
    "connect": "{} failed connects",
    "read": "{} connections broken while reading",
    "write": "{} connections broken while writing",
    "status": "{} answers that were not 2xx or 3xx",
    "timeout": "{} answers that took over 10 s",
}


def section(title, cells, base):
    """One table: `cells` maps server names to cells, `base` names the one the others are compared with."""
    out = [title, "", table(HEADINGS, [row(name, cell) for name, cell in cells.items()])]
    notes = [f"  ! {name}: {note}" for name, cell in cells.items() for note in troubles(cell)]
    return "\n".join(out + ([""] if notes else []) + notes + ratios(cells, base))


def ratios(cells, base):
    """Our requests/s and CPU per request as multiples of each peer's, from the same round."""
    lines = []
    ours = cells.get(base)
    for name, theirs in cells.items():
        if ours is None or name == base:
            continue
        rate = ratio(values(ours, lambda s: s.load.rate), values(theirs, lambda s: s.load.rate))
        cpu = ratio(values(ours, lambda s: s.cpu_per_request), values(theirs, lambda s: s.cpu_per_request))
        if rate and cpu:
            lines.append(f"  {base} / {name}: requests/s x{rate.middle:.2f} ({rate.low:.2f}–{rate.high:.2f}), "
                         f"CPU per request x{cpu.middle:.2f} ({cpu.low:.2f}–{cpu.high:.2f})")
    return ["", *lines] if lines else []


def values(cell, of):
    return [of(sample) if sample else None for sample in cell.samples]


def matrix_json(matrix):
    return [
        {
            "workload": workload, "shape": shape, "connections": connections, "server": server,
            "samples": [sample and asdict(sample) for sample in cell.samples],
            "memory": [memory and asdict(memory) for memory in cell.memory],
            "first_answer": cell.first_answer, "failures": cell.failures,
        }
        for (workload, shape, connections, server), cell in matrix.cells.items()
    ]
