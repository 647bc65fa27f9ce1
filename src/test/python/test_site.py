"""The default site: well where there is nothing, not well where an app was meant and not found."""

import importlib
import json
import os
import shutil
import sys
import tempfile
import unittest
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "main", "python", "junicorn_site")
REPORT = {
    "python_files": 0,
    "why": "There are no Python files in /srv/<shop>.",
    "remedy": "Put your app there.",
    "looked_for": [{"what": "app = Flask(...)", "why": "in app.py"}],
    "rejected": [{"what": "api.py:3 <b>", "why": "It is an ASGI app."}],
    "shows_reasons": True,
}


class SiteTest(unittest.TestCase):
    def ask(self, path="/", **changes):
        """Serves one request from a fresh copy of the site; returns status and page."""
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        shutil.copytree(SOURCE, os.path.join(folder, "junicorn_site"))
        with open(os.path.join(folder, "junicorn_site", "report.json"), "w", encoding="utf-8") as file:
            json.dump({**REPORT, **changes}, file)
        sys.path.insert(0, folder)
        try:
            site = importlib.import_module("junicorn_site.app")
        finally:
            sys.path.remove(folder)
            for name in ("junicorn_site.app", "junicorn_site"):
                sys.modules.pop(name, None)
        environ = {"PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": ""}
        setup_testing_defaults(environ)
        seen = []

        def start_response(status, _headers, _exc_info=None):
            seen.append(status)
            return seen.append  # the write function of PEP 3333, which the site does not use

        result = validator(site.application)(environ, start_response)
        page = b"".join(result).decode()
        result.close()
        return seen[0], page

    def test_a_folder_without_python_is_well(self):
        status, page = self.ask()
        self.assertEqual(status, "200 OK")
        self.assertIn("There are no Python files in /srv/&lt;shop&gt;.", page)
        self.assertIn("<code>app = Flask(...)</code> in app.py", page)
        self.assertIn("<code>api.py:3 &lt;b&gt;</code> It is an ASGI app.", page)
        self.assertNotIn("{{", page)

    def test_it_has_one_page(self):
        self.assertEqual(self.ask("/other")[0], "404 Not Found")

    def test_python_without_an_app_is_not_well_anywhere(self):
        for path in ("/", "/other"):
            self.assertEqual(self.ask(path, python_files=2)[0], "503 Service Unavailable")

    def test_the_reasons_are_shown_only_where_they_may_be(self):
        page = self.ask(python_files=2, shows_reasons=False)[1]
        self.assertNotIn("ASGI", page)
        self.assertIn("--debug-errors", page)


if __name__ == "__main__":
    unittest.main()
