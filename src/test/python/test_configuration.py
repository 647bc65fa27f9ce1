"""A configuration file of gunicorn's: how it is executed, and what is reported of it."""

import json
import os
import subprocess
import sys
import time
import unittest

from folder_case import FolderCase

MAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "main", "python")
NAMES = ["bind", "workers", "threads", "timeout", "user", "group", "logconfig_dict", "worker_class", "when_ready"]
BOOT = """
import sys
if sys.path[0] == '':
    del sys.path[0]
sys.path.append({main!r})
from junicorn_bridge.configuration import main
main({location!r}, {names!r}, 'report', 'stack', 50)
"""


class ConfigurationTest(FolderCase):
    def read(self, text, location="gunicorn.conf.py", file="gunicorn.conf.py"):
        """The report about a file with this text."""
        self.file(file, text)
        boot = BOOT.format(main=os.path.realpath(MAIN), location=location, names=NAMES)
        self.ended = subprocess.run(
            [sys.executable, "-B", "-c", boot],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "KEPT": "1", "CHANGED": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        with open(os.path.join(self.folder, "report")) as report:
            return json.load(report)

    def settings(self, text, **options):
        report = self.read(text, **options)
        self.assertNotIn("message", report)
        return {name: setting["value"] for name, setting in report["settings"].items()}

    def test_values_and_the_lines_that_set_them(self):
        report = self.read(
            """\
            import multiprocessing
            workers = 1
            workers = multiprocessing.cpu_count() * 0 + 5
            # above is where it counts
            bind, threads = ["a:1", "b:2"], 4
            [timeout for timeout in (1, 2)]
            unknown = 7
            """
        )
        self.assertEqual(
            report["settings"],
            {
                "workers": {"value": 5, "line": 3},
                "bind": {"value": ["a:1", "b:2"], "line": 5},
                "threads": {"value": 4, "line": 5},
            },
        )

    def test_it_is_executed_as_by_gunicorn(self):
        self.file("beside.py", "number = 3")
        settings = self.settings(
            """
            import os, sys
            import beside
            assert sys.modules["__config__"].__dict__ is globals()
            assert sys.path[0] == os.getcwd(), sys.path
            bind = [__name__, os.path.basename(__file__)]
            workers = beside.number
            """
        )
        self.assertEqual(settings, {"bind": ["__config__", "gunicorn.conf.py"], "workers": 3})

    def test_modules_of_the_folder_hide_none_of_ours(self):
        for name in ("json", "signal", "ast", "traceback"):
            self.file(name + ".py", "raise SystemExit('the wrong one')")
        self.assertEqual(self.settings("workers = 2"), {"workers": 2})

    def test_other_places(self):
        self.assertEqual(self.settings("workers = 2", location="file:conf/g.py", file="conf/g.py"), {"workers": 2})
        self.assertEqual(self.settings("workers = 3", location="conf/g.cfg", file="conf/g.cfg"), {"workers": 3})
        self.file("shop/__init__.py", "")
        module = self.read("threads = 4\nworkers = 4", location="python:shop.server", file="shop/server.py")
        self.assertEqual(module["settings"]["workers"], {"value": 4, "line": 2})

    def test_what_json_does_not_have(self):
        settings = self.settings(
            """
            class Worker: pass
            worker_class = Worker
            logconfig_dict = {"version": 1}
            timeout = float("inf")
            bind = [b"a:1"]
            def when_ready(server): pass
            """
        )
        self.assertEqual(settings["worker_class"]["name"], "__config__.Worker")
        self.assertEqual(settings["logconfig_dict"], {"name": "builtins.dict", "shown": "{'version': 1}"})
        self.assertEqual(settings["timeout"], {"name": "builtins.float", "shown": "inf"})
        self.assertEqual(settings["bind"], [{"name": "builtins.bytes", "shown": "b'a:1'"}])
        self.assertEqual(settings["when_ready"]["name"], "__config__.when_ready")

    def test_values_that_resist(self):
        settings = self.settings(
            """
            class Odd:
                def __repr__(self): raise KeyError
            workers = Odd()
            bind = []
            bind.append(bind)
            threads = "\\udc80"
            """
        )
        self.assertEqual(settings["workers"]["shown"], "<Odd, whose repr() raises KeyError>")
        self.assertEqual(settings["threads"], "\udc80")

    def test_strings_and_numbers_of_other_classes_are_their_values(self):
        settings = self.settings(
            """
            import enum
            class Address(str, enum.Enum):
                HERE = "127.0.0.1:80"
            class Count(enum.IntEnum):
                FEW = 2
            bind, workers = [Address.HERE], Count.FEW
            """
        )
        self.assertEqual(settings, {"bind": ["127.0.0.1:80"], "workers": 2})

    def test_numbers_that_no_reader_of_json_takes(self):
        settings = self.settings("workers, threads = 10 ** 1200, -10 ** 5000")
        self.assertEqual([settings[name]["name"] for name in ("workers", "threads")], ["builtins.int"] * 2)

    def test_the_line_of_a_value_that_another_may_have_set_is_not_known(self):
        report = self.read(
            """\
            if bind_to_all := False:
                workers = 5
            else:
                workers = 1
            threads = 1
            if bind_to_all:
                threads = 2
            try:
                timeout = 7
            except KeyError:
                pass
            bind = "a:1"
            for bind in (bind, "b:2"):
                pass
            bind = "c:3"
            """
        )
        lines = {name: setting["line"] for name, setting in report["settings"].items()}
        self.assertEqual(lines, {"workers": 0, "threads": 0, "timeout": 9, "bind": 15})

    def test_its_path_is_absolute(self):
        settings = self.settings("bind = __file__")
        self.assertEqual(settings["bind"], os.path.join(os.path.realpath(self.folder), "gunicorn.conf.py"))

    def test_a_child_that_it_forks_reports_nothing(self):
        settings = self.settings(
            """
            import os, sys
            child = os.fork()
            if child == 0:
                sys.exit("the child")
            workers = os.WEXITSTATUS(os.waitpid(child, 0)[1])
            """
        )
        self.assertEqual(settings, {"workers": 1})
        falling_through = "import os; threads = 1 if os.fork() else 2; threads == 1 and os.wait()"
        self.assertEqual(self.settings(falling_through), {"threads": 1})

    def test_who_the_process_is_already_changes_nothing(self):
        settings = self.settings("import os; user = os.geteuid(); group = str(os.getegid())")
        self.assertEqual(settings, {"user": None, "group": None})
        self.assertEqual(self.settings("user = 'nobody-of-this-name'"), {"user": "nobody-of-this-name"})
        self.assertEqual(self.settings("user = '\u00b2'"), {"user": "\u00b2"})

    def test_variables_that_it_sets(self):
        report = self.read("import os; os.environ['CHANGED'] = '2'; os.environ['NEW'] = 'x'")
        self.assertEqual(report["variables"], {"CHANGED": "2", "NEW": "x"})

    def test_what_it_prints_is_kept_apart(self):
        settings = self.settings(
            """
            import os, sys
            print('{"settings": {}}')
            os.write(1, b"raw\\n")
            os.system("echo child")
            print("last", file=sys.stderr, end="")
            sys.argv, workers = None, 2
            """
        )
        self.assertEqual(settings, {"workers": 2})
        self.assertEqual(self.ended.stderr, '{"settings": {}}\nraw\nchild\nlast')
        self.assertEqual(self.ended.stdout, "")

    def test_what_it_raises(self):
        report = self.read("def number():\n    return {}['WORKERS']\nworkers = number()")
        self.assertEqual(report["message"], "KeyError: 'WORKERS'")
        self.assertIn("gunicorn.conf.py\", line 3, in <module>", report["traceback"])
        self.assertNotIn("junicorn_bridge", report["traceback"])
        self.assertNotIn("importlib", report["traceback"])
        self.assertIn("SyntaxError", self.read("workers = = 3")["message"])
        self.assertIn("line 1", self.read("workers = = 3")["traceback"])
        self.assertEqual(self.read("import sys; sys.exit('no')")["message"], "it called sys.exit('no')")
        self.assertIn("ModuleNotFoundError", self.read("", location="python:nowhere")["message"])

    def test_nothing_that_it_has_started_outlives_it(self):
        settings = self.settings(
            """
            import atexit, subprocess, threading
            workers = subprocess.Popen(["sleep", "600"]).pid
            threading.Thread(target=threading.Event().wait).start()
            atexit.register(print, "at exit")
            """
        )
        self.await_end(settings["workers"])
        self.assertEqual(self.ended.stderr, "")

    def await_end(self, pid):
        """Wait until a process is gone, or only waits for whoever inherited it."""
        deadline = time.monotonic() + 60
        state = "R"
        while state not in ("Z", "gone"):
            self.assertLess(time.monotonic(), deadline)
            try:
                with open("/proc/%d/stat" % pid) as file:
                    state = file.read().rpartition(")")[2].split()[0]
            except OSError:
                state = "gone"


if __name__ == "__main__":
    unittest.main()
