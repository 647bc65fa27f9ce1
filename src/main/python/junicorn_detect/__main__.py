"""``python -I -S -B -c BOOT PACKAGES FOLDER [SKIPPED ...]``: the report about FOLDER on standard output.

SKIPPED are files that are not parsed again, because an earlier run did not survive them.
"""

import codecs
import os
import resource
import sys
import time

from junicorn_detect import report, source, walk

# A parser that meets a hostile file may take all it can get; these end it before the machine suffers.
_MOST_MEMORY = 1 << 30
_MOST_CPU_SECONDS = 20
# The server waits longer than this, so that what was read in time is not lost.
_MOST_SECONDS = 10.0
# The server keeps the report in its small heap.
_MOST_REPORT = 8 << 20


def main(folder, skipped):
    """Write the report about ``folder``."""
    _limit(resource.RLIMIT_AS, _MOST_MEMORY)
    _limit(resource.RLIMIT_CPU, _MOST_CPU_SECONDS)
    out = report.Report(sys.stdout)
    out.python(sys.version_info)
    tree = walk.Walk(os.fsencode(folder), time.monotonic() + _MOST_SECONDS)
    for file in tree.files():
        if file.is_python:
            _python_file(out, tree, file, skipped)
        else:
            content, problem = file.read()
            out.text(file.path, "" if content is None else _decoded(content), problem)
        if out.size > _MOST_REPORT:
            tree.stop("what was found is larger than %d MB" % (_MOST_REPORT >> 20))
    out.end(tree)


def _decoded(content):
    """The text of a file as Windows' editors write it, too: with a byte order mark, in UTF-16."""
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _python_file(out, tree, file, skipped):
    if file.path in skipped:
        out.source(file.path, {"problem": "Python's parser does not survive it"})
        return
    content, problem = file.read()
    if content is None:
        out.source(file.path, {"problem": problem})
        return
    tree.count(content)
    out.reading(file.path)
    out.source(file.path, source.facts(content))


def _limit(kind, wanted):
    """Lower a limit of this process, as far as it may."""
    hard = resource.getrlimit(kind)[1]
    if hard == resource.RLIM_INFINITY or hard > wanted:
        resource.setrlimit(kind, (wanted, hard))


if __name__ == "__main__":
    main(sys.argv[1], frozenset(sys.argv[2:]))
