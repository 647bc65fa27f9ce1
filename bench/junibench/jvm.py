"""The heap of a server's JVM, asked with jcmd where there is one that can attach."""

import glob
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Heap:
    """In bytes; `used` and `committed` are None where jcmd did not tell, `cap` where nothing did."""

    used: int | None
    committed: int | None
    cap: int | None
    rss: int

    def sentence(self):
        mega = 1 << 20
        rss = f"JVM: {self.rss / mega:.0f} MB resident"
        cap = f"cap {self.cap / mega:.0f} MB" if self.cap else "no cap found"
        if self.used is None:
            return f"{rss}, heap {cap}, its use is not known (no jcmd that can attach)"
        kept = "" if not self.cap else ": in its cap" if self.committed <= self.cap else ": OVER ITS CAP"
        return f"{rss}, heap {self.used / mega:.1f} MB used, {self.committed / mega:.1f} MB committed, {cap}{kept}"


def heap(running):
    """The Heap of the JVM among the server's processes, or None where there is none."""
    for stat in running.processes():
        try:
            program = os.readlink(f"/proc/{stat.pid}/exe")
        except OSError:
            continue
        if os.path.basename(program) == "java":
            return ask(stat.pid, program)
    return None


def ask(pid, program):
    used = committed = None
    arguments = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    cap = parse_cap(arguments)
    for jcmd in candidates(program):
        told = output(jcmd, pid, "GC.heap_info")
        if found := parse_heap_info(told):
            used, committed = found
            cap = parse_cap(output(jcmd, pid, "VM.flags")) or cap
            break
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    rss = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024
    return Heap(used, committed, cap, rss)


def candidates(program):
    """jcmd beside the running java first: it speaks the same version."""
    beside = [os.path.join(os.path.dirname(program), "jcmd")]
    home = [os.path.join(os.environ["JAVA_HOME"], "bin", "jcmd")] if "JAVA_HOME" in os.environ else []
    installed = sorted(glob.glob("/usr/lib/jvm/*/bin/jcmd"), reverse=True)
    return [path for path in [*beside, *home, *installed, shutil.which("jcmd")] if path and os.access(path, os.X_OK)]


def output(jcmd, pid, command):
    try:
        return subprocess.run([jcmd, str(pid), command], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def parse_heap_info(text):
    """(used, committed) in bytes, the generations added up, whichever collector it is; None where there is nothing."""
    parts = re.findall(r"total (?:reserved \d+K, committed )?(\d+)K,\s+used (\d+)K", text)
    if not parts:
        return None
    return sum(int(used) for _, used in parts) * 1024, sum(int(total) for total, _ in parts) * 1024


def parse_cap(text):
    """The largest heap in bytes, from a command line or from VM.flags."""
    exact = re.search(r"-XX:MaxHeapSize=(\d+)", text)
    short = re.findall(r"-Xmx(\d+)([kKmMgG]?)", text)
    if exact:
        return int(exact[1])
    if short:
        number, unit = short[-1]
        return int(number) << {"": 0, "k": 10, "m": 20, "g": 30}[unit.lower()]
    return None
