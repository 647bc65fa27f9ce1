"""Apps as text that the loader is asked for, and what it says where it refuses them."""

import importlib
import os
import sys
import tempfile
import textwrap
import unittest

import fake_server  # puts the bridge on the path
from junicorn_bridge import loader
from junicorn_bridge.failure import AppError

WSGI = """
    def app(environ, start_response): ...
    application = app
"""


class LoaderCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self._path, self._modules = list(sys.path), set(sys.modules)
        sys.path.insert(0, self.folder)
        importlib.invalidate_caches()

    def tearDown(self):
        sys.path[:] = self._path
        for name in set(sys.modules) - self._modules:
            del sys.modules[name]

    def file(self, name, text=WSGI):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))

    def load(self, spec, folder=""):
        return loader.load(spec, os.path.join(self.folder, folder))

    def refused(self, spec, *words):
        return self.refused_in("", spec, *words)

    def refused_in(self, folder, spec, *words):
        """The same, where the app's folder is one below."""
        sys.path[0] = os.path.join(self.folder, folder)
        importlib.invalidate_caches()
        with self.assertRaises(AppError) as caught:
            self.load(spec, folder)
        for word in words:
            self.assertIn(word, str(caught.exception))
        return caught.exception
