"""The lines of JSON that go to the server, one object with one member each.

===============  =====================================================================================
``python``       the interpreter's version, ``"3.11.2"``; the first line
``text``         ``{"path", "content", "problem"}``: a file whose text decides something
``reading``      the path of the Python file that is parsed next: the last such line names the culprit
                 where the parser takes this process with it
``source``       ``{"path", ...}``: what ``source.facts`` found in a Python file
``environment``  the path of a virtual environment
``end``          ``{"python_files", "cut", "too_deep"}``: how many were seen, and why no more; the last line
===============  =====================================================================================

Paths are relative to the folder, with slashes. Everything is ASCII.
"""

import json


class Report:
    """Writes the report to a stream. ``size`` is how many characters it has so far."""

    def __init__(self, stream):
        self.size = 0
        self._stream = stream

    def python(self, version):
        self._line("python", "%d.%d.%d" % tuple(version[:3]))

    def text(self, path, content, problem):
        self._line("text", {"path": path, "content": content, "problem": problem})

    def reading(self, path):
        self._line("reading", path)
        self._stream.flush()

    def source(self, path, facts):
        self._line("source", dict(facts, path=path))

    def end(self, tree):
        for folder in tree.environments:
            self._line("environment", folder)
        self._line("end", {"python_files": tree.python_files, "cut": tree.cut, "too_deep": tree.too_deep})
        self._stream.flush()

    def _line(self, name, value):
        # ASCII: neither the locale nor a lone surrogate in a source file can break a line.
        line = json.dumps({name: value}, ensure_ascii=True) + "\n"
        self.size += len(line)
        self._stream.write(line)
