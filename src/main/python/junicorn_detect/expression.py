"""The few kinds of expressions that make an app, as JSON.

=====================================  ====================================
``{"name": "app"}``                    a name
``{"attribute": "x", "of": E}``        ``E.x``
``{"call": E, "arguments": [E, ...]}``  a call; keyword arguments come last, and those of no kind here are left out
``{"item": 0, "of": E}``               ``E[0]``, also where ``app, db = E`` unpacks it
``{"items": [E, ...]}``                several values that are returned; null where one is of no kind here
``{"text": "x"}``                      a string
=====================================  ====================================
"""

import ast

# WhiteNoise(ProxyFix(Flask(__name__))) is three.
_MOST_DEPTH = 8
_MOST_ARGUMENTS = 10
_MOST_TEXT = 500


def describe(node, depth=0):
    """The expression, or None where it is of no kind that can be an app."""
    if depth > _MOST_DEPTH:
        return None
    if isinstance(node, ast.Name):
        return {"name": node.id}
    if isinstance(node, ast.Attribute):
        owner = describe(node.value, depth + 1)
        return None if owner is None else {"attribute": node.attr, "of": owner}
    if isinstance(node, ast.Call):
        function = describe(node.func, depth + 1)
        if function is None:
            return None
        values = node.args + [keyword.value for keyword in node.keywords]
        described = [describe(value, depth + 1) for value in values[:_MOST_ARGUMENTS]]
        return {"call": function, "arguments": [value for value in described if value is not None]}
    if isinstance(node, ast.Subscript):
        return _item(node, depth + 1)
    value = text(node)
    return None if value is None else {"text": value[:_MOST_TEXT]}


def describe_return(node):
    """The same for what a function returns, which may be several values."""
    if isinstance(node, ast.Tuple):
        return {"items": [describe(value, 1) for value in node.elts[:_MOST_ARGUMENTS]]}
    return describe(node)


def _item(node, depth):
    owner = describe(node.value, depth)
    index = getattr(node.slice, "value", None)
    index = getattr(index, "value", index)  # Python 3.8 has an Index around it
    is_part = type(index) is int and index < _MOST_ARGUMENTS
    return {"item": index, "of": owner} if owner is not None and is_part else None


def text(node):
    """The value of a string literal, else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
