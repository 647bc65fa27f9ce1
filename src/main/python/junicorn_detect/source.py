"""What a Python file says about itself, without running it: the facts that finding an app needs.

The facts of a file, all of them optional::

    problem      why it cannot be read by this Python: a syntax error with its line, or worse
    imports      {local name: dotted name}, relative ones with their dots: {"create_app": ".factory.create_app"}
    stars        the modules of "from X import *"
    bindings     [{"name", "line", "text", "value", "inside"}]: names given at the module's level; "value" is an
                 expression (expression.py), "inside" tells of a place that importing does not reach
    runs         [{"call", "line", "text"}]: the calls that importing the module makes whose names say that they may
                 start a server; "call" is what is called, as an expression
    functions    [{"name", "line", "text", "parameters", "required", "async", "locals", "returns"}]
    classes      [{"name", "line", "bases", "call"}]: "call" are the parameters of __call__
    settings     [{"module", "variable", "with"}]: the settings modules that it names as Django's default; where the
                 environment has "variable" it is "with" instead, or the variable's value where "with" is null
    mentions     of what matters: "whitenoise" where a string names it, "script" for a block of PEP 723
"""

import ast
import sys

from junicorn_detect import expression, settings

_MOST_FACTS = 400
_MOST_TEXT = 100
# Of other assignments only the fact matters that there is one.
_SETTINGS = frozenset(("ASGI_APPLICATION", "ROOT_URLCONF", "STATIC_ROOT", "WSGI_APPLICATION", "wsgi_app"))
# Named in lists of strings: Django's MIDDLEWARE.
_LIBRARIES = ("whitenoise",)
_MAIN_GUARD = "the block under if __name__ == \"__main__\""
# app.run(), Dash's app.run_server(), waitress.serve(app), cherrypy.quickstart(Root()).
_RUNNERS = frozenset(("quickstart", "run", "run_server", "serve"))


def facts(content):
    """The facts of a file with this content, as bytes."""
    try:
        tree = ast.parse(content)
        return _Reader(content).read(tree)
    except SyntaxError as error:
        version = "%d.%d" % sys.version_info[:2]
        return {"problem": "Python %s cannot read it, line %s: %s" % (version, error.lineno or "?", error.msg)}
    except RecursionError:
        return {"problem": "it is nested too deeply for Python's parser"}
    except MemoryError:
        return {"problem": "Python's parser needs too much memory for it"}
    except (ValueError, LookupError, UnicodeError) as error:
        # Null bytes, and encodings that do not exist or are not for text.
        return {"problem": "Python cannot read it: %s" % error}


class _Reader:
    """Collects the facts of one file."""

    def __init__(self, content):
        self._lines = content.decode("utf-8", "replace").splitlines()
        self._imports = {}
        self._stars = []
        self._bindings = []
        self._runs = []
        self._functions = []
        self._classes = []

    def read(self, tree):
        self._block(tree.body, "")
        return {
            "imports": dict(list(self._imports.items())[:_MOST_FACTS]),
            "stars": self._stars[:_MOST_FACTS],
            "bindings": self._bindings[:_MOST_FACTS],
            "runs": self._runs[:_MOST_FACTS],
            "functions": self._functions[:_MOST_FACTS],
            "classes": self._classes[:_MOST_FACTS],
            "settings": settings.named(tree),
            "mentions": _mentions(tree) + (["script"] if "# /// script" in self._lines else []),
        }

    def _block(self, statements, inside):
        for statement in statements:
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                self._import(statement)
            elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._function(statement, inside)
            elif isinstance(statement, ast.ClassDef):
                self._class(statement)
            elif isinstance(statement, ast.If) and _is_main_guard(statement.test):
                self._block(statement.body, _MAIN_GUARD)
                self._block(statement.orelse, inside)
            else:
                self._bindings.extend(self._named(statement, inside))
                if not inside:
                    self._run(statement)
                for block in _blocks(statement):
                    self._block(block, inside)

    def _import(self, statement):
        names = _imported(statement)
        star = names.pop("*", None)
        if star is not None:
            self._stars.append(star[: -len(".*")] or ".")
        self._imports.update(names)

    def _named(self, statement, inside):
        """The bindings that the statement itself makes."""
        for name, value in _bound(statement):
            described = expression.describe(value)
            if described is not None or name in _SETTINGS:
                yield {
                    "name": name,
                    "line": statement.lineno,
                    "text": self._text(statement),
                    "value": described,
                    "inside": inside,
                }

    def _run(self, statement):
        function = statement.value.func if _is_call(statement) else None
        name = getattr(function, "attr", None) or getattr(function, "id", None)
        described = expression.describe(function) if name in _RUNNERS else None
        if described is not None:
            self._runs.append({"call": described, "line": statement.lineno, "text": self._text(statement)})

    def _function(self, function, inside):
        locals_, returns, imports = [], [], {}
        for statement in _own_statements(function.body):
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                imports.update(_imported(statement))
            elif isinstance(statement, ast.Return):
                described = expression.describe_return(statement.value)
                if described is not None:
                    returns.append(described)
            else:
                locals_.extend(self._named(statement, "the function %s" % function.name))
        parameters = _parameters(function.args)
        self._functions.append(
            {
                "name": function.name,
                "line": function.lineno,
                "text": self._text(function),
                "parameters": parameters,
                "required": _required(function.args),
                "async": isinstance(function, ast.AsyncFunctionDef),
                "imports": imports,
                "locals": locals_[:_MOST_FACTS],
                "returns": returns[:10],
                "inside": inside,
            }
        )

    def _class(self, statement):
        call = None
        for member in statement.body:
            if isinstance(member, (ast.FunctionDef, ast.AsyncFunctionDef)) and member.name == "__call__":
                call = _parameters(member.args)[1:]
        bases = [base for base in map(expression.describe, statement.bases) if base is not None]
        self._classes.append({"name": statement.name, "line": statement.lineno, "bases": bases, "call": call})

    def _text(self, node):
        text = self._lines[node.lineno - 1].strip() if node.lineno <= len(self._lines) else ""
        return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 4] + " ..."


def _imported(statement):
    """``{local name: dotted name}`` of an import."""
    names = {}
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            first = alias.name.split(".", 1)[0]
            names[alias.asname or first] = alias.name if alias.asname else first
    else:
        module = "." * statement.level + (statement.module or "")
        for alias in statement.names:
            separator = "" if module.endswith(".") else "."
            names[alias.asname or alias.name] = module + separator + alias.name
    return names


def _bound(statement):
    """The ``(name, value)`` pairs of an assignment or a with statement."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            for pair in _unpacked(target, statement.value):
                yield pair
    elif isinstance(statement, ast.AnnAssign):
        if isinstance(statement.target, ast.Name) and statement.value is not None:
            yield statement.target.id, statement.value
    elif isinstance(statement, (ast.Expr, ast.If)):
        walrus = statement.test if isinstance(statement, ast.If) else statement.value
        if isinstance(walrus, ast.NamedExpr):
            yield walrus.target.id, walrus.value
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        for item in statement.items:
            if isinstance(item.optional_vars, ast.Name):
                yield item.optional_vars.id, item.context_expr


def _unpacked(target, value):
    """``app, db = Flask(__name__), None`` is two pairs, and so is ``app, db = create_app()``."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple):
        for one, part in zip(target.elts, _parts(value, len(target.elts))):
            if isinstance(one, ast.Name):
                yield one.id, part


def _parts(value, count):
    """The values that an expression is unpacked into; none where that cannot be told."""
    if isinstance(value, ast.Tuple):
        return value.elts if len(value.elts) == count else []
    if isinstance(value, ast.Call):
        return [ast.Subscript(value=value, slice=ast.Constant(value=index)) for index in range(count)]
    return []


def _is_call(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)


def _blocks(statement):
    """The blocks of statements in a statement that run as the module runs."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for handler in getattr(statement, "handlers", ()):
        yield handler.body


def _own_statements(statements):
    """Every statement of a function's body, without those of functions and classes in it."""
    for statement in statements:
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for block in _blocks(statement):
                for inner in _own_statements(block):
                    yield inner


def _parameters(arguments):
    return [argument.arg for argument in getattr(arguments, "posonlyargs", []) + arguments.args]


def _required(arguments):
    """The names of the parameters that a caller must give."""
    positional = _parameters(arguments)
    required = positional[: len(positional) - len(arguments.defaults)]
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        if default is None:
            required.append(argument.arg)
    return required


def _is_main_guard(test):
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return False
    sides = [test.left, test.comparators[0]]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        expression.text(side) == "__main__" for side in sides
    )


def _mentions(tree):
    """The libraries that a string names, alone or with a name in it: "whitenoise.middleware.X"."""
    first = {(expression.text(node) or "").split(".", 1)[0] for node in ast.walk(tree)}
    return [library for library in _LIBRARIES if library in first]
