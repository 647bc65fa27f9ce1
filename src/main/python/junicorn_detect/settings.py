"""Which settings modules a Python file names as Django's, as far as that can be told without running it.

A name is ``{"module": M, "variable": V, "with": W}``: it is M; but where the environment has the variable V, it is W,
or the variable's value where W is None. V is empty where nothing depends on the environment.
"""

import ast

from junicorn_detect import expression

_VARIABLE = "DJANGO_SETTINGS_MODULE"
_MOST = 5
# A name that leads to a name, and so on.
_MOST_DEPTH = 5
# A file may be made to lead in a thousand ways at every step.
_MOST_STEPS = 1000
# os.getenv, os.environ.get, decouple's config, environs' env.str: the variable's name, then its default.
_READERS = frozenset(("get", "getenv", "config", "env", "str"))


def named(tree):
    """What ``os.environ.setdefault("DJANGO_SETTINGS_MODULE", X)`` and ``os.environ[...] = X`` say of X."""
    values = _Values(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
            key, value = (node.args + [None, None])[:2]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            key, value = node.targets[0].slice, node.value
            key = getattr(key, "value", key) if type(key).__name__ == "Index" else key  # Python 3.8
        else:
            continue
        if expression.text(key) == _VARIABLE:
            name = values.of(value, 0)
            if name is not None and name not in found:
                found.append(name)
    return found[:_MOST]


class _Values:
    """The strings that the expressions of a file stand for."""

    def __init__(self, tree):
        # The last one counts: of an if with two of them that is the one for else.
        self._names = {}
        self._left = _MOST_STEPS
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                earlier = self._names.get(node.targets[0].id)
                if earlier is None or earlier.lineno < node.lineno:
                    self._names[node.targets[0].id] = node

    def of(self, node, depth):
        """The name that the expression makes, or None."""
        self._left -= 1
        if node is None or depth > _MOST_DEPTH or self._left < 0:
            return None
        if isinstance(node, ast.Name):
            assigned = self._names.get(node.id)
            return self.of(assigned.value, depth + 1) if assigned else None
        if isinstance(node, ast.IfExp):
            return self._conditional(node, depth + 1)
        if isinstance(node, ast.Call):
            return self._read(node, _default(node), depth + 1)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and isinstance(node.values[0], ast.Call):
            return self._read(node.values[0], node.values[-1], depth + 1)
        return _plain(self._text(node, depth + 1))

    def _text(self, node, depth):
        """The string where it depends on nothing, or None."""
        if isinstance(node, ast.JoinedStr):
            parts = [self._text(getattr(part, "value", None), depth) if isinstance(part, ast.FormattedValue)
                     else expression.text(part) for part in node.values]
            return None if None in parts else "".join(parts)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            if depth > _MOST_DEPTH:
                return None
            parts = [self._text(node.left, depth + 1), self._text(node.right, depth + 1)]
            return None if None in parts else "".join(parts)
        if isinstance(node, ast.Name):
            name = self.of(node, depth)
            return name["module"] if name else None
        return expression.text(node)

    def _module(self, node, depth):
        name = self.of(node, depth)
        return name["module"] if name else None

    def _conditional(self, node, depth):
        """``A if "X" in os.environ else B``; where the condition is another one, B."""
        variable, is_there = _asked(node.test)
        there, absent = (node.body, node.orelse) if is_there else (node.orelse, node.body)
        with_it, module = self._module(there, depth), self._module(absent, depth)
        if variable is None or with_it is None or module is None:
            return _plain(self._module(node.orelse, depth))
        return {"module": module, "variable": variable, "with": with_it}

    def _read(self, call, default, depth):
        """``os.getenv("X", "mysite.settings")`` and its kind."""
        variable = _variable(call)
        module = self._module(default, depth) if variable else None
        return {"module": module, "variable": variable, "with": None} if module else None


def _plain(module):
    return {"module": module, "variable": "", "with": None} if module else None


def _variable(node):
    """The variable that a call reads, or None."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
    return expression.text(node.args[0]) if name in _READERS else None


def _default(call):
    keywords = [keyword.value for keyword in call.keywords if keyword.arg == "default"]
    return (call.args[1:2] + keywords + [None])[0]


def _asked(test):
    """``(variable, True)`` where the condition is that it is set, ``(variable, False)`` that it is not."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        variable, is_there = _asked(test.operand)
        return variable, not is_there
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.In, ast.NotIn)):
        if getattr(test.comparators[0], "attr", "") == "environ":
            return expression.text(test.left), isinstance(test.ops[0], ast.In)
    return _variable(test), True
