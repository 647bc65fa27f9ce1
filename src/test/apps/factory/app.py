"""The app is what a function returns: `app:create_app()`, or with arguments `app:create_app("shop", debug=True)`.

`app:broken_factory()` raises, `app:factory_of_nothing()` returns None.
"""


def create_app(name="hello", debug=False):
    body = ("%s debug=%s\n" % (name, debug)).encode()

    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    return app


def broken_factory():
    raise RuntimeError("the factory failed on purpose")


def factory_of_nothing():
    return None
