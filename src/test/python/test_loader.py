"""What a user may write for the app, and what they are told when it cannot be found."""

import unittest

import fake_server  # puts the bridge on the path
from junicorn_bridge.failure import describe
from loader_case import WSGI, LoaderCase


class LoaderTest(LoaderCase):
    # --- what is allowed

    def test_folders_that_no_import_statement_can_name(self):
        for spec in ("my-site.wsgi:app", "2fa.wsgi:app"):
            self.file(spec.split(".")[0] + "/wsgi.py", WSGI)
            self.assertTrue(callable(self.load(spec)), spec)

    def test_module_and_name(self):
        self.file("site1.py")
        self.assertEqual(self.load("site1:app").__name__, "app")

    def test_module_alone_means_application(self):
        self.file("site1.py")
        self.assertEqual(self.load("site1").__name__, "app")

    def test_module_in_a_package(self):
        self.file("pkg1/__init__.py", "")
        self.file("pkg1/wsgi.py")
        self.assertTrue(callable(self.load("pkg1.wsgi:app")))

    def test_dotted_name(self):
        self.file("site1.py", "class holder:\n    @staticmethod\n    def app(environ, start_response): ...")
        self.assertTrue(callable(self.load("site1:holder.app")))

    def test_factory(self):
        self.file(
            "site1.py",
            """
            def create(name='none', n=0, **more):
                def app(environ, start_response): ...
                app.made = (name, n, more)
                return app
            """,
        )
        self.assertEqual(self.load("site1:create()").made, ("none", 0, {}))
        self.assertEqual(self.load("site1:create('x', n=1, on=[True, None])").made, ("x", 1, {"on": [True, None]}))

    def test_class_instance(self):
        self.file("site1.py", "class App:\n    def __call__(self, environ, start_response): ...\napp = App()\n")
        self.assertEqual(type(self.load("site1:app")).__name__, "App")

    # --- modules that are not there

    def test_no_such_module_lists_and_suggests(self):
        self.file("app1.py")
        self.file("other.py")
        self.refused("app11:app", "No module named 'app11' in " + self.folder, "app1.py, other.py", "Did you mean app1:app?")
        self.refused("app11", "Did you mean app1?")

    def test_no_such_module_in_package(self):
        self.file("pkg1/__init__.py", "")
        self.file("pkg1/wsgi.py")
        self.refused("pkg1.wsgy:app", "No module named 'pkg1.wsgy'", "wsgi.py", "Did you mean pkg1.wsgi:app?")
        self.refused("pkg11.wsgi:app", "No module named 'pkg11'", "Did you mean pkg1.wsgi:app?")

    def test_no_such_package(self):
        self.refused("pkg2.wsgi:app", "No module named 'pkg2'", "no Python files")

    def test_submodule_of_a_plain_file(self):
        self.file("app1.py")
        self.refused("app1.wsgi:app", "'app1' is a file, not a package")

    def test_a_dot_in_place_of_the_colon(self):
        self.file("app1.py", "def site(environ, start_response):\n    return []\n")
        self.refused("app1.site", "'app1' is a file, not a package. For its object 'site' write app1:site")

    def test_missing_dependency_is_told_apart(self):
        self.file("app1.py", "import os\nimport flaskk_cors\n")
        error = self.refused("app1:app", "No module named 'flaskk_cors'", "app1.py, line 2", "requirements")
        self.assertIsInstance(error.__cause__, ModuleNotFoundError)

    def test_dependency_missing_in_package_of_the_same_name(self):
        self.file("app1/__init__.py", "import app1.gone\n")
        self.refused("app1:app", "No module named 'app1.gone'", "__init__.py, line 1")

    def test_paths(self):
        self.file("app1.py")
        self.refused("app2.py:app", "No module named 'app2'", "Did you mean app1:app?")
        self.refused("app1.py:app", "'app1' is a file, not a package. Did you mean app1:app?")
        self.refused("pkg1/main:app", "'pkg1/main' is not the name of a module")

    def test_not_a_module_name(self):
        self.refused("my app:app", "'my app' is not the name of a module")
        self.refused(":app", "is not the name of a module")

    def test_a_name_that_only_a_file_can_have(self):
        self.file("my-site/__init__.py", "")
        self.file("my-site/wsgi.py")
        self.assertEqual(self.load("my-site.wsgi").__name__, "app")

    # --- modules that fail

    def test_syntax_error_is_shown(self):
        self.file("app1.py", "def app(:\n    pass\n")
        with self.assertRaises(SyntaxError) as caught:
            self.load("app1:app")
        message, traceback = describe(caught.exception)
        self.assertIn("SyntaxError: invalid syntax (app1.py, line 1)", message)
        self.assertIn("def app(:", traceback)
        self.assertNotIn("importlib", traceback)

    def test_traceback_begins_in_the_users_code(self):
        self.file("app1.py", "def f():\n    1 / 0\nf()\n")
        try:  # assertRaises would take the traceback away
            self.load("app1:app")
        except ZeroDivisionError as error:
            message, traceback = describe(error)
        self.assertEqual(message, "ZeroDivisionError: division by zero")
        self.assertIn('app1.py", line 3', traceback)
        self.assertIn('app1.py", line 2, in f', traceback)
        self.assertNotIn("junicorn_bridge", traceback)

    def test_sys_exit(self):
        self.file("app1.py", "import sys\nsys.exit(2)\n")
        self.refused("app1:app", "called sys.exit(2) while it was imported", "app1.py, line 2", "__main__")

    def test_sys_exit_with_a_message_of_the_apps_own(self):
        self.file("app1.py", "import sys\nsys.exit('DATABASE_URL is not set')\n")
        error = self.refused("app1:app", "app1.py, line 2, and said: DATABASE_URL is not set")
        self.assertNotIn("__main__", str(error))

    def test_keyboard_interrupt(self):
        self.file("app1.py", "raise KeyboardInterrupt\n")
        self.refused("app1:app", "KeyboardInterrupt")

    # --- names

    def test_missing_name_lists_apps(self):
        self.file("app1.py", "class App:\n    def __call__(self, environ, start_response): ...\nweb = App()\nother = 3\n")
        self.refused("app1:app", "has no 'app'", "WSGI apps found in it: app1:web")

    def test_missing_name_lists_factories(self):
        self.file("app1.py", "def create_app(): ...\n")
        self.refused("app1", "has no 'application'", "where none is given", "app1:create_app()")

    def test_missing_name_suggests(self):
        self.file("app1.py", "def handler(x): ...\n")
        self.refused("app1:handlr", "Did you mean app1:handler?")

    def test_missing_name_and_a_callable_of_any_kind(self):
        self.file("app1.py", "from os.path import join\ndef app(e, s): ...\n")
        self.refused("app1", "has no 'application'", "Is one of these the WSGI app? app1:app")

    def test_missing_name_and_nothing_else(self):
        self.file("app1.py", "x = 1\n")
        self.refused("app1:app", "No WSGI app was found in it")

    def test_missing_dotted_name(self):
        self.file("app1.py")
        self.refused("app1:app.nothing", "app1:app has no 'nothing'")

    def test_none(self):
        self.file("app1.py", "app = None\n")
        self.refused("app1:app", "app1:app is None")

    def test_not_callable(self):
        self.file("app1.py", "app = {}\n")
        self.refused("app1:app", "is not callable: it is of type dict, not a WSGI app")

    def test_object_that_has_the_app_in_it(self):
        wsgi = "def call(environ, start_response): ...\n"
        self.file("dash1.py", wsgi + "class Dash:\n    server = staticmethod(call)\napp = Dash()\n")
        self.refused("dash1:app", "is not callable", "Name the app inside it: dash1:app.server")
        self.file("web1.py", wsgi + "class application:\n    def wsgifunc(self, *middleware): return call\napp = application()\n")
        self.refused("web1:app", "is not callable", "Name the app that it makes: web1:app.wsgifunc()")
        self.assertTrue(callable(self.load("web1:app.wsgifunc()")))

    def test_module_in_place_of_app(self):
        self.file("app1.py", "import json as app\n")
        self.refused("app1:app", "Name the app inside it")

    def test_expression(self):
        self.file("app1.py")
        for expression in ("1 + 1", "app[0]", "app(", "lambda: 1"):
            self.refused("app1:" + expression, "is neither a name nor a call")

    # --- factories

    def test_factory_without_parentheses(self):
        self.file("app1.py", "def create_app(): ...\n")
        self.refused("app1:create_app", "write app1:create_app()")

    def test_app_that_is_called_as_if_it_were_a_factory(self):
        self.file("app1.py", "def app(environ, start_response): ...\n")
        self.refused("app1:app()", "app1:app is the app itself, no factory that makes one. Write app1:app")

    def test_factory_with_settings_is_no_app(self):
        self.file("app1.py", "def create_app(config=None, debug=False): ...\n")
        self.refused("app1:create_app", "does not take (environ, start_response)", "write app1:create_app()")

    def test_what_can_be_called_but_not_like_this_is_no_app(self):
        text = """
            class Asynchronous:
                def __call__(self): ...
            class Tornado(Asynchronous):
                def __call__(self, request): ...
            class Derived(Tornado): ...
            first, second, third = Asynchronous(), Tornado(), Derived()
            """
        self.file("app1.py", text)
        for name, kind in (("first", "Asynchronous"), ("second", "Tornado"), ("third", "Derived")):
            words = "app1:%s is no WSGI app: app1.%s does not take (environ, start_response)" % (name, kind)
            self.refused("app1:" + name, words)

    def test_whatever_can_be_called_like_this_is_an_app(self):
        text = """
            import functools
            class Plain:
                def __call__(self, environ, start_response): ...
                def method(self, environ, start_response): ...
            class Open:
                def __call__(self, *arguments): ...
            class Static:
                @staticmethod
                def __call__(environ, start_response): ...
            class ForClass:
                @classmethod
                def __call__(cls, environ, start_response): ...
            class Derived(Plain): ...
            class made:
                def __init__(self, environ, start_response): ...
                def __call__(self): ...
            plain, taking_all, static, of_class, derived = Plain(), Open(), Static(), ForClass(), Derived()
            method = plain.method
            partial = functools.partial(Plain.method, None)
            """
        self.file("app1.py", text)
        for name in ("plain", "taking_all", "static", "of_class", "derived", "made", "method", "partial"):
            self.assertTrue(callable(self.load("app1:" + name)), name)

    def test_app_with_an_optional_parameter(self):
        self.file("app1.py", "def app(environ, start_response, extra=None): ...\n")
        self.assertTrue(callable(self.load("app1:app")))

    def test_factory_needs_arguments(self):
        self.file("app1.py", "def create_app(config): ...\n")
        self.refused("app1:create_app()", "config", "app1:create_app('value')")

    def test_factory_returns_none(self):
        self.file("app1.py", "def create_app(): ...\n")
        self.refused("app1:create_app()", "returned None")

    def test_factory_arguments_are_literals(self):
        self.file("app1.py", "def create_app(x): ...\n")
        self.refused("app1:create_app(y)", "must be literals")
        self.refused("app1:create_app(**{})", "must be literals")

    def test_type_error_inside_a_factory_is_the_apps(self):
        self.file("app1.py", "def create_app():\n    return 1 + 'x'\n")
        with self.assertRaises(TypeError):
            self.load("app1:create_app()")

    def test_factory_that_is_no_function(self):
        self.file("app1.py", "app = 3\n")
        self.refused("app1:app()", "is not callable")

    # --- ASGI

    def test_asgi_function(self):
        self.file("app1.py", "async def app(scope, receive, send): ...\n")
        self.refused("app1:app", "is an ASGI app", "Junicorn serves WSGI")

    def test_asgi_instance(self):
        self.file("app1.py", "class FastAPI:\n    async def __call__(self, scope, receive, send): ...\napp = FastAPI()\n")
        self.refused("app1:app", "is an ASGI app (app1.FastAPI)")

    def test_asgi_beside_wsgi(self):
        for package in ("", "mysite."):
            folder = package.replace(".", "/")
            self.file(folder + "asgi.py", "async def application(scope, receive, send): ...\n")
            self.refused(package + "asgi:application", "is an ASGI app", "wrap it")
            self.file(folder + "wsgi.py")
            self.refused(package + "asgi:application", "Did you mean %swsgi:application?" % package)


if __name__ == "__main__":
    unittest.main()
