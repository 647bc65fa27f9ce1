"""Finds the WSGI app that a user has named, or says in plain words why it cannot be found."""

import ast
import importlib
import itertools
import os
import sys

from junicorn_bridge import nearby
from junicorn_bridge.failure import AppError, location

_DEFAULT_NAME = "application"
_FACTORIES = (
    "create_app",
    "make_app",
    "get_app",
    "build_app",
    "app_factory",
    "create_application",
    "make_wsgi_app",
)
#: Where objects that are no WSGI app themselves have one (Dash), and what makes one (web.py, Pyramid's Configurator).
_APPS_INSIDE = ("server", "app", "wsgi_app")
_MAKERS_INSIDE = ("wsgifunc", "make_wsgi_app")
_HINT_ASGI = "Run it with an ASGI server, or wrap it with a2wsgi.ASGIMiddleware."
_MOST_NAMED = 5
_MOST_FOLDERS_NAMED = 3
_COROUTINE_FLAGS = 0x80 | 0x200  # coroutine, asynchronous generator; inspect would be slow to import
_VARARGS_FLAG = 0x04


def load(spec, directory="."):
    """The app that ``spec`` names: ``module``, ``module:name``, ``module:pkg.name``,
    ``module:factory('literal', n=1)``. Raises an AppError, or what the app's own code raises."""
    module_name, _, expression = spec.strip().partition(":")
    if not _can_be_module(module_name, directory):
        raise AppError("%r is not the name of a module. Write MODULE:NAME, such as app:app." % module_name)
    module = _import(module_name, spec.strip(), directory)
    return _resolve(module, expression.strip() or _DEFAULT_NAME, spec, bool(expression.strip()))


def _can_be_module(name, directory):
    """Whether it is a module's name; also my-site or 2fa where there is such a file, as import_module takes it."""
    parts = name.split(".")
    if all(part.isidentifier() for part in parts):
        return True
    path = os.path.join(directory, *parts)
    is_there = os.path.isdir(path) or os.path.exists(path + ".py")
    return is_there and all(part and ("_" + part.replace("-", "_")).isidentifier() for part in parts)


# --- the module -------------------------------------------------------------------------------


def _import(name, spec, directory):
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if location(error) is None and error.name and (name + ".").startswith(error.name + "."):
            raise AppError(_explain_missing(spec, error.name, directory)) from None
        raise AppError(_explain_dependency(error, directory)) from error
    except ImportError as error:
        remedy = _explain_relative_import(error, name, directory)
        if remedy is None:
            raise
        raise AppError(remedy) from error
    except SystemExit as error:
        raise AppError(_explain_exit(error, name)) from error
    except KeyboardInterrupt as error:
        raise AppError("%s raised KeyboardInterrupt while it was imported%s." % (name, _at(error))) from error


def _explain_missing(spec, missing, directory):
    """The app's module, or a package it is in, does not exist."""
    parent, _, last = missing.rpartition(".")
    if parent:
        places = list(getattr(sys.modules.get(parent), "__path__", ()))
        if not places:
            text = "No module named %r: %r is a file, not a package" % (spec.partition(":")[0], parent)
            return text + (_meant(parent, missing, spec) if last == "py" else _dot_for_colon(missing))
        place = places[0]
    else:
        place = os.path.abspath(directory)
    found = _modules_in(place)
    text = "No module named %r in %s" % (missing, place)
    if found:
        text += "; Python files there: " + ", ".join(found[:12]) + (", ..." if len(found) > 12 else "")
    else:
        text += "; there are no Python files there"
    return text + (_elsewhere(spec, os.path.abspath(directory)) or _misspelt(spec, missing, found))


def _dot_for_colon(missing):
    parent, _, last = missing.rpartition(".")
    if not hasattr(sys.modules.get(parent), last):
        return ""
    return ". For its object %r write %s:%s" % (last, parent, last)


def _elsewhere(spec, directory):
    """Which folder to name for this module: it may be the right command in the wrong one."""
    name = spec.partition(":")[0]
    places = []
    for path, folder in itertools.islice(nearby.find(name, directory), _MOST_FOLDERS_NAMED):
        module, top = nearby.with_package(name, folder)
        if top == directory:
            return _meant(module, name, spec)
        places.append("%s: --chdir %s%s" % (path, top, "" if module == name else " " + module))
    return ". There is " + "; or ".join(places) if places else ""


def _misspelt(spec, missing, found):
    parent, _, last = missing.rpartition(".")
    names = [entry[:-3] if entry.endswith(".py") else entry.rstrip("/") for entry in found]
    close = _similar(last, names)
    if close is None:
        return ""
    return _meant(parent + "." + close if parent else close, missing, spec)


def _meant(module, instead, spec):
    """The whole spec with ``module`` in place of what it begins with; app.py:app is app:app."""
    inner, colon, expression = spec[len(instead) :].partition(":")
    return ". Did you mean %s?" % (module + ("" if inner == ".py" else inner) + colon + expression)


def _modules_in(place):
    """Files and packages that can be imported from a directory, as a user knows them."""
    try:
        entries = sorted(os.listdir(place))
    except OSError:
        return []
    files = [entry for entry in entries if entry.endswith(".py") and entry[:-3].isidentifier()]
    packages = [
        entry + "/"
        for entry in entries
        if entry.isidentifier() and os.path.isfile(os.path.join(place, entry, "__init__.py"))
    ]
    return files + packages


def _explain_dependency(error, directory):
    text = "%s%s" % (error, _at(error, ", imported by "))
    top = (error.name or "").partition(".")[0]
    if not top or top in sys.modules:
        return text
    place = os.path.abspath(directory)
    for path, folder in nearby.find(top, place):
        return text + ". There is %s: --pythonpath %s" % (path, folder)
    text += ". Is it among the requirements, and installed for %s?" % sys.executable
    for python in nearby.environments(place):
        if os.path.realpath(os.path.dirname(os.path.dirname(python))) != os.path.realpath(sys.prefix):
            return text + " There is a virtual environment beside the app: --python %s" % python
    return text + " If another Python or a virtual environment has it: --python PATH"


def _explain_relative_import(error, name, directory):
    """What to do where a module was named without the package that it is in; None for any other failure."""
    module, top = nearby.with_package(name, os.path.abspath(directory))
    if module == name or "no known parent package" not in str(error):
        return None
    return "%s%s. %s is in a package and has to be named with it: --chdir %s %s" % (error, _at(error, ", in "), name, top, module)


def _explain_exit(error, name):
    if isinstance(error.code, str):
        return "%s called sys.exit() while it was imported%s, and said: %s" % (name, _at(error), error.code)
    return (
        "%s called sys.exit(%s) while it was imported%s. Does it start a server of its own? That belongs under: "
        "if __name__ == '__main__':" % (name, "" if error.code is None else error.code, _at(error))
    )


def _at(error, words=" by "):
    found = location(error)
    return "%s%s, line %d" % (words, found[0], found[1]) if found else ""


# --- the app in it ----------------------------------------------------------------------------


def _resolve(module, expression, spec, named):
    """Evaluate what follows the colon: dotted names, and one call with literals."""
    try:
        node = ast.parse(expression, mode="eval").body
    except SyntaxError:
        node = None
    call = None
    if isinstance(node, ast.Call):
        call, node = node, node.func
    path = _dotted(node)
    if path is None:
        raise AppError("%r is neither a name nor a call of one, such as app or create_app()." % expression)
    found = _look_up(module, path, named)
    shown = module.__name__ + ":" + ".".join(path)
    if call is not None:
        found = _call(found, call, shown)
        shown = spec
        if found is None:
            raise AppError("%s returned None. Does the factory end with: return app?" % shown)
    _require_wsgi(found, shown)
    return found


def _dotted(node):
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return [node.id] + names[::-1]


def _look_up(module, path, named):
    found = module
    for position, name in enumerate(path):
        try:
            found = getattr(found, name)
        except AttributeError:
            if position:
                raise AppError(
                    "%s:%s has no %r" % (module.__name__, ".".join(path[:position]), name)
                ) from None
            raise AppError(_explain_missing_name(module, name, named)) from None
    return found


def _explain_missing_name(module, name, named):
    file = getattr(module, "__file__", None)
    text = "Module %r%s has no %r" % (module.__name__, " (%s)" % file if file else "", name)
    if not named:
        text += ", the name that is looked for where none is given"
    spec = module.__name__ + ":"
    members = {key: value for key, value in vars(module).items() if not key.startswith("_")}
    apps = [spec + key for key, value in members.items() if _looks_like_wsgi(value)]
    factories = [
        spec + key + "()"
        for key, value in members.items()
        if key in _FACTORIES and callable(value)
    ]
    if apps or factories:
        return text + ". WSGI apps found in it: " + ", ".join(apps + factories)
    close = _similar(name, [key for key, value in members.items() if callable(value)])
    if close:
        return text + ". Did you mean %s%s?" % (spec, close)
    own = [
        spec + key
        for key, value in members.items()
        if callable(value) and getattr(value, "__module__", None) == module.__name__
    ]
    if own:
        return text + ". Is one of these the WSGI app? " + ", ".join(own[:_MOST_NAMED])
    text += ". No WSGI app was found in it"
    for place in getattr(module, "__path__", ()):
        if os.path.isfile(os.path.join(place, "wsgi.py")):
            return text + ". Did you mean %s.wsgi?" % module.__name__
    return text


def _call(factory, call, shown):
    if not callable(factory):
        raise AppError("%s is not callable, so it is no factory: it is of type %s." % (shown, _kind(factory)))
    try:
        arguments = [ast.literal_eval(value) for value in call.args]
        keywords = {}
        for keyword in call.keywords:
            if keyword.arg is None:
                raise ValueError
            keywords[keyword.arg] = ast.literal_eval(keyword.value)
    except (ValueError, TypeError, SyntaxError):
        raise AppError(
            "The arguments of %s(...) must be literals: strings, numbers, tuples, lists, dicts, True, "
            "False, None." % shown
        ) from None
    try:
        return factory(*arguments, **keywords)
    except TypeError as error:
        if location(error) is None:  # the call itself failed, nothing inside it
            if _looks_like_wsgi(factory):
                raise AppError("%s is the app itself, no factory that makes one. Write %s" % (shown, shown)) from None
            raise AppError(
                "The factory %s cannot be called like this: %s. Arguments go into the parentheses: %s('value')"
                % (shown, error, shown)
            ) from None
        raise
    except SystemExit as error:
        raise AppError("The factory %s called sys.exit(%s)%s." % (shown, error.code, _at(error))) from error


def _require_wsgi(found, shown):
    if found is None:
        raise AppError("%s is None, not a WSGI app." % shown)
    if _is_asgi(found):
        raise AppError(
            "%s is an ASGI app (%s); Junicorn serves WSGI apps such as Flask and Django. %s"
            % (shown, _kind(found), _hint_beside(shown) or _HINT_ASGI)
        )
    if not callable(found):
        hint = ""
        if type(found).__name__ == "module":
            hint = " Name the app inside it: %s.app" % shown if ":" in shown else ""
        elif not shown.endswith(")"):  # the names of what a call returns cannot be written
            hint = _hint_inside(found, shown)
        raise AppError("%s is not callable: it is of type %s, not a WSGI app.%s" % (shown, _kind(found), hint))
    if not _takes_a_request(found):
        raise AppError(
            "%s does not take (environ, start_response), so it is no WSGI app. Where it is a factory that "
            "makes one, write %s()" % (shown, shown)
        )
    if not _takes_a_request(_method_call(found), bound=1):
        raise AppError(
            "%s is no WSGI app: %s does not take (environ, start_response). An app of aiohttp or Tornado needs "
            "the server that comes with them." % (shown, _kind(found))
        )


def _hint_beside(shown):
    """Django's projects have both, each in a module named after it."""
    module, _, expression = shown.partition(":")
    package, dot, last = module.rpartition(".")
    file = getattr(sys.modules.get(module), "__file__", None) or ""
    if last != "asgi" or not os.path.isfile(os.path.join(os.path.dirname(file), "wsgi.py")):
        return ""
    return "Did you mean %swsgi:%s?" % (package + dot, expression)


def _hint_inside(found, shown):
    for name in _APPS_INSIDE:
        if _looks_like_wsgi(_attribute(found, name)):
            return " Name the app inside it: %s.%s" % (shown, name)
    for name in _MAKERS_INSIDE:
        if callable(_attribute(found, name)):
            return " Name the app that it makes: %s.%s()" % (shown, name)
    return ""


def _attribute(found, name):
    try:
        return getattr(found, name, None)
    except Exception:  # a property's own
        return None


def _method_call(found):
    """``__call__`` as the class of ``found`` defines it; None of a class, which is called to be made."""
    if isinstance(found, type):
        return None
    return next((vars(kind)["__call__"] for kind in type(found).__mro__ if "__call__" in vars(kind)), None)


def _takes_a_request(function, bound=0):
    """Whether a plain function can be called with two arguments, after those that are ``bound``
    already, and seems to be meant for it.

    Where every parameter has a default it is a factory with settings: no app has one for its environ.
    """
    code = _plain_code(function)
    if code is None or code.co_flags & _VARARGS_FLAG:
        return True
    taken = code.co_argcount - bound
    required = taken - len(function.__defaults__ or ())
    return taken >= 2 and 1 <= required <= 2


def _is_asgi(found):
    for function in (found, getattr(type(found), "__call__", None), getattr(found, "func", None)):
        code = _plain_code(function)
        if code is not None and code.co_flags & _COROUTINE_FLAGS:
            return True
    return False


def _plain_code(value):
    """The code of a plain function, None for anything else: of others we cannot know what they take."""
    return value.__code__ if type(value) is type(load) else None


def _looks_like_wsgi(value):
    function = value if type(value) is type(load) else getattr(type(value), "__call__", None)
    code = _plain_code(function)
    if isinstance(value, type) or code is None or code.co_flags & _COROUTINE_FLAGS:
        return False
    parameters = code.co_varnames[: code.co_argcount][0 if function is value else 1 :]
    return len(parameters) == 2 and (parameters[0].startswith("env") or parameters[1].startswith("start"))


def _kind(value):
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__


def _similar(name, candidates):
    # Imported late: only needed to explain a mistake.
    import difflib

    return next(iter(difflib.get_close_matches(name, candidates, 1, 0.6)), None)
