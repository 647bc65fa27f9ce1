"""The status and headers of an answer: checked, and encoded for the wire."""

from junicorn_bridge.failure import AppError
from junicorn_bridge.frames import encode_meta

# Far more than any client accepts; what is larger is a mistake, and would not fit into a frame.
_LIMIT = 1024 * 1024

# Heads that were encoded before, since many answers of an app have the same: a look costs 0.4 us,
# encoding Flask's least one 2.5. Shared by the slots; each step is one operation of a dict.
_known = {}
_KNOWN_HEADS = 256
_KNOWN_BYTES = 2048


def encode_head(status, headers):
    """``(meta, content length or None)``; raises an AppError that names what is wrong."""
    try:
        head = (status, tuple(headers)) if headers.__class__ is list else None
        encoded = _known.get(head)
    except TypeError:  # not even hashable: below it is said what is wrong
        head = encoded = None
    if encoded is None:
        encoded = _encode(status, headers)
        if head is not None and _is_worth_keeping(encoded[0]):
            if len(_known) >= _KNOWN_HEADS:
                _known.clear()
            _known[head] = encoded
    return encoded


def _is_worth_keeping(meta):
    # A cookie is one user's own: it is not seen again, and must not be kept either.
    return len(meta) <= _KNOWN_BYTES and b"set-cookie" not in meta.lower()


def _encode(status, headers):
    length = None
    try:
        if status[3] == " " and status[:3].isdigit() and headers.__class__ is list:
            text = status
            for item in headers:
                name, value = item
                if item.__class__ is not tuple:
                    break
                text += name + value
                if len(name) == 14 and name.lower() == "content-length":
                    length = _number(value)
            else:
                # A few searches in C over all there is. Only a head that is not plain ASCII, or
                # is wrong, is looked at item by item.
                plain = text.isascii() and not ("\n" in text or "\r" in text or "\0" in text)
                if plain and len(text) < _LIMIT:
                    return encode_meta((status, headers)), length
    except (TypeError, ValueError, IndexError, AttributeError):
        pass  # below it is said what is wrong, or put right where nothing is
    status, headers = _inspect(status, headers)
    for name, value in headers:
        if name.lower() == "content-length":
            length = _number(value)
    return encode_meta((status, headers)), length


def _inspect(status, headers):
    """The slow and exact way: the same head in plain types, or an AppError."""
    if not isinstance(status, str):
        kind = type(status).__name__
        raise AppError('The status must be a str such as "200 OK", not %s: %r' % (kind, status))
    if len(status) < 3 or not (status[:3].isascii() and status[:3].isdigit()) or status[3:4] not in ("", " "):
        raise AppError('The status must be three digits and a reason, such as "200 OK", not %r' % status)
    if not isinstance(headers, (list, tuple)):
        raise AppError("The headers must be a list of (name, value) tuples, not %s" % type(headers).__name__)
    _check_text("The status", status)
    plain = []
    for position, item in enumerate(headers):
        if not isinstance(item, tuple) or len(item) != 2:
            raise AppError("Header %d must be a tuple (name, value), not %r" % (position, item))
        name, value = item
        if not isinstance(name, str):
            kind = type(name).__name__
            raise AppError("The name of header %d must be a str, not %s: %r" % (position, kind, name))
        if not isinstance(value, str):
            kind = type(value).__name__
            raise AppError("The value of the header %s must be a str, not %s: %r" % (name, kind, value))
        _check_text("The name of the header %r" % name, name)
        _check_text("The header %s" % name, value)
        plain.append((_exact(name), _exact(value)))
    if sum(len(name) + len(value) for name, value in plain) >= _LIMIT:
        raise AppError("The headers are larger than %d bytes" % _LIMIT)
    return _exact(status if len(status) > 3 else status + " "), plain


def _check_text(what, text):
    for character in text:
        if character in "\r\n\0":
            raise AppError("%s contains %r, which would split the answer: %r" % (what, character, text))
        if character > "\xff":
            raise AppError(
                "%s contains %r, which is not in latin-1. Encode such text, e.g. a file name as "
                "filename*=UTF-8''... with urllib.parse.quote (RFC 2231, RFC 5987)" % (what, character)
            )


def _number(value):
    return int(value) if value.isascii() and value.isdigit() else None


def _exact(text):
    # marshal takes no subclasses of str, such as Django's SafeString.
    return text if text.__class__ is str else str.__str__(text)
