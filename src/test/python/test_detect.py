"""What junicorn_detect sees in source files and folders, without importing anything."""

import io
import json
import os
import sys
import tempfile
import textwrap
import time
import unittest

import fake_server  # puts the package on the path
from junicorn_detect import report, source, walk


def facts(text):
    return source.facts(textwrap.dedent(text).encode("utf-8"))


def bindings(text):
    return {binding["name"]: binding for binding in facts(text)["bindings"]}


class SourceTest(unittest.TestCase):
    def test_an_object(self):
        found = bindings("from flask import Flask\napp = Flask(__name__)\n")["app"]
        self.assertEqual((found["line"], found["text"], found["inside"]), (2, "app = Flask(__name__)", ""))
        self.assertEqual(found["value"], {"call": {"name": "Flask"}, "arguments": [{"name": "__name__"}]})

    def test_every_way_to_give_a_name(self):
        found = bindings(
            """
            app: Flask = Flask()
            first = second = Flask()
            left, (a, b), right = Flask(), pair(), None
            x, y = both()
            part = both()[0]
            (walrus := Flask())
            if condition := Flask():
                pass
            with Configurator() as config:
                inner = config.make_wsgi_app()
            try:
                tried = Flask()
            except Exception:
                failed = Flask()
            else:
                fine = Flask()
            finally:
                last = Flask()
            if DEBUG:
                debug = Flask()
            else:
                live = Flask()
            for _ in range(3):
                looped = Flask()
            """
        )
        self.assertEqual(
            set(found),
            set(
                "app first second left x y part walrus condition config inner tried failed fine last debug live looped"
                .split()
            ),
        )
        both = {"call": {"name": "both"}, "arguments": []}
        self.assertEqual(found["y"]["value"], {"item": 1, "of": both})
        self.assertEqual(found["part"]["value"], {"item": 0, "of": both})
        self.assertEqual({binding["inside"] for binding in found.values()}, {""})

    def test_what_importing_does_not_reach(self):
        found = facts(
            """
            if __name__ == "__main__":
                app = Flask()
            else:
                other = Flask()
            def main():
                app = Flask()
                def inner():
                    hidden = Flask()
            """
        )
        self.assertEqual(
            [(binding["name"], bool(binding["inside"])) for binding in found["bindings"]],
            [("app", True), ("other", False)],
        )
        self.assertEqual([local["name"] for local in found["functions"][0]["locals"]], ["app"])

    def test_what_runs_as_the_module_is_imported(self):
        found = facts(
            """
            if DEBUG:
                app.run(debug=True)
            app.jobs.run()
            app.walk()
            run()
            if __name__ == "__main__":
                app.run()
            def main():
                app.run()
            """
        )
        app = {"name": "app"}
        jobs = {"attribute": "jobs", "of": app}
        self.assertEqual(
            [(run["call"], run["line"], run["text"]) for run in found["runs"]],
            [
                ({"attribute": "run", "of": app}, 3, "app.run(debug=True)"),
                ({"attribute": "run", "of": jobs}, 4, "app.jobs.run()"),
                ({"name": "run"}, 6, "run()"),
            ],
        )

    def test_several_values_that_are_returned(self):
        function = facts("def create_app():\n    return app, lambda: 0, None\n")["functions"][0]
        self.assertEqual(function["returns"], [{"items": [{"name": "app"}, None, None]}])

    def test_an_item_that_no_function_returns(self):
        found = facts("app = make()[%d]\n" % 10**20)
        self.assertEqual(found["bindings"], [], "the reader's numbers have 32 bits")

    def test_imports(self):
        found = facts(
            """
            import flask, falcon.asgi, numpy as np
            import a.b as ab
            from . import views
            from .factory import create_app as make
            from ..base import *
            from settings import *
            """
        )
        self.assertEqual(
            found["imports"],
            {
                "flask": "flask",
                "falcon": "falcon",
                "np": "numpy",
                "ab": "a.b",
                "views": ".views",
                "make": ".factory.create_app",
            },
        )
        self.assertEqual(found["stars"], ["..base", "settings"])

    def test_a_star_import_of_the_own_package(self):
        self.assertEqual(facts("from . import *\n")["stars"], ["."])

    def test_what_a_factory_needs(self):
        functions = facts(
            """
            def free(a=1, *args, b=2, **kwargs): return app
            def bound(a, b=1, *, c, d=2): return app
            def positional(a, /, b): return app
            async def later(): return app
            """
        )["functions"]
        self.assertEqual([function["required"] for function in functions], [[], ["a", "c"], ["a", "b"], []])
        self.assertEqual([function["async"] for function in functions], [False, False, False, True])

    def test_a_class_that_can_be_called(self):
        found = facts(
            """
            class Site(base.Site, Generic[T]):
                def __call__(self, environ, start_response): ...
            class Other: ...
            """
        )["classes"]
        self.assertEqual([kind["call"] for kind in found], [["environ", "start_response"], None])
        self.assertEqual(found[0]["bases"], [{"attribute": "Site", "of": {"name": "base"}}])

    def settings(self, value, before=""):
        return source.facts(
            ("import os\n%s\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', %s)\n" % (before, value)).encode()
        )["settings"]

    def test_django_settings(self):
        found = facts(
            """
            import os
            def main():
                os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")
            os.environ["DJANGO_SETTINGS_MODULE"] = "other.settings"
            """
        )["settings"]
        self.assertCountEqual([name["module"] for name in found], ["mysite.settings", "other.settings"])
        self.assertIn({"module": "mysite.settings", "variable": "", "with": None}, found)

    def test_django_settings_that_depend_on_a_variable(self):
        azure = {"module": "a.settings", "variable": "WEBSITE_HOSTNAME", "with": "a.production"}
        for before, value in (
            ("m = 'a.production' if 'WEBSITE_HOSTNAME' in os.environ else 'a.settings'", "m"),
            ("", "'a.settings' if not os.getenv('WEBSITE_HOSTNAME') else 'a.production'"),
            ("", "'a.settings' if 'WEBSITE_HOSTNAME' not in os.environ else 'a.production'"),
        ):
            self.assertEqual(self.settings(value, before), [azure], value)
        default = {"module": "a.settings", "variable": "X", "with": None}
        for value in (
            "os.getenv('X', 'a.settings')",
            "os.environ.get('X', default='a.settings')",
            "config('X', default='a.settings')",
            "os.environ.get('X') or 'a.settings'",
        ):
            self.assertEqual(self.settings(value), [default], value)

    def test_django_settings_that_are_put_together(self):
        for before, value in (
            ("", "f'a.settings'"),
            ("name = 'settings'", "f'a.{name}'"),
            ("name = 'settings'", "'a.' + name"),
            ("if DEBUG:\n  m = 'a.local'\nelse:\n  m = 'a.settings'", "m"),
            ("", "'a.local' if DEBUG else 'a.settings'"),
        ):
            self.assertEqual([name["module"] for name in self.settings(value, before)], ["a.settings"], value)
        for value in ("read()", "m", "f'a.{unknown}'", "a.b", "os.getenv('X')"):
            self.assertEqual(self.settings(value, "m = m"), [], value)

    def test_settings_of_any_value_are_noted(self):
        found = bindings("STATIC_ROOT = BASE / 'static'\nDEBUG = 1\nWSGI_APPLICATION = 'a.b'\n")
        self.assertEqual(set(found), {"STATIC_ROOT", "WSGI_APPLICATION"})
        self.assertIsNone(found["STATIC_ROOT"]["value"])
        self.assertEqual(found["WSGI_APPLICATION"]["value"], {"text": "a.b"})

    def test_libraries_that_strings_name(self):
        self.assertEqual(facts("A = ['x', 'whitenoise.middleware.M']\n")["mentions"], ["whitenoise"])
        self.assertEqual(facts("A = ['whitenoises', 1]  # 'whitenoise'\n")["mentions"], [])

    def test_expressions_have_a_depth(self):
        value = bindings("app = " + "f(" * 50 + "g()" + ")" * 50 + "\n")["app"]["value"]
        self.assertLess(len(json.dumps(value)), 1000)

    def test_problems_are_sentences(self):
        for content, problem in (
            (b"app = (", "line 1"),
            (b"x\0", "null bytes"),
            (b"# coding: nothing\n", "unknown encoding"),
            (b"\xff\xfe", "cannot read it"),
            (b"a\n)\n", "Python %d.%d cannot read it, line 2" % sys.version_info[:2]),
        ):
            self.assertIn(problem, source.facts(content)["problem"], content)

    def test_a_byte_order_mark_is_no_problem(self):
        self.assertNotIn("problem", source.facts(b"\xef\xbb\xbfapp = Flask()\n"))


class WalkTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)

    def file(self, path, content=b""):
        full = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(content)

    def walk(self, seconds=60.0):
        return walk.Walk(os.fsencode(self.folder), time.monotonic() + seconds)

    def paths(self):
        return [file.path for file in self.walk().files()]

    def test_the_nearest_and_the_likeliest_come_first(self):
        for path in ("z/app.py", "b.py", "app.py", "manage.py", "requirements.txt", "a/b/c.py", "README.md"):
            self.file(path)
        self.assertEqual(
            self.paths(), ["manage.py", "app.py", "b.py", "requirements.txt", "z/app.py", "a/b/c.py"]
        )

    def test_environments_and_libraries_are_passed_over(self):
        for path in ("mine/pyvenv.cfg", "mine/lib/app.py", "node_modules/app.py", ".git/app.py", "__pycache__/app.py"):
            self.file(path)
        tree = self.walk()
        self.assertEqual(list(tree.files()), [])
        self.assertEqual(tree.environments, ["mine"])

    def test_a_link_to_an_environment_is_one(self):
        elsewhere = tempfile.TemporaryDirectory()
        self.addCleanup(elsewhere.cleanup)
        with open(os.path.join(elsewhere.name, "pyvenv.cfg"), "w", encoding="utf-8"):
            pass
        os.symlink(elsewhere.name, os.path.join(self.folder, "antenv"))
        os.symlink("nowhere", os.path.join(self.folder, "venv"))
        tree = self.walk()
        self.assertEqual(list(tree.files()), [])
        self.assertEqual(tree.environments, ["antenv"])

    def test_what_lies_too_deep_is_named(self):
        self.file("a/b/c/d/e/near.py")
        self.file("a/b/c/d/e/f/g/far.py")
        tree = self.walk()
        self.assertEqual([file.path for file in tree.files()], ["a/b/c/d/e/near.py"])
        self.assertEqual(tree.too_deep, "a/b/c/d/e/f")

    def test_locks_are_not_read(self):
        self.file("uv.lock", b"x" * 10_000_000)
        self.assertEqual([file.read() for file in self.walk().files()], [(b"", "")])

    def test_a_name_that_is_no_text(self):
        with open(os.path.join(os.fsencode(self.folder), b"\xff.py"), "wb"):
            pass
        file = next(self.walk().files())
        self.assertEqual((file.path, file.read()), ("\\xff.py", (None, "its name is not valid UTF-8")))

    def test_time_is_bounded(self):
        self.file("app.py")
        tree = self.walk(seconds=-1.0)
        self.assertEqual(list(tree.files()), [])
        self.assertEqual(tree.cut, "reading it took too long")

    def test_a_folder_that_is_not_there(self):
        tree = walk.Walk(os.fsencode(os.path.join(self.folder, "gone")), time.monotonic() + 60)
        self.assertEqual(list(tree.files()), [])
        self.assertIn("the folder cannot be read: No such file", tree.cut)

    def test_a_report_is_ascii_lines(self):
        stream = io.StringIO()
        out = report.Report(stream)
        out.python((3, 11, 2))
        out.text("Procfile", "web: ü\ud800\n", "")
        out.end(self.walk())
        lines = stream.getvalue().splitlines()
        self.assertEqual(json.loads(lines[0]), {"python": "3.11.2"})
        self.assertEqual(json.loads(lines[-1]), {"end": {"python_files": 0, "cut": "", "too_deep": ""}})
        self.assertTrue(stream.getvalue().isascii())
        self.assertEqual(out.size, len(stream.getvalue()))


if __name__ == "__main__":
    unittest.main()
