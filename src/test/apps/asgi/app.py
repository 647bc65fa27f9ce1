"""An ASGI app: to be recognised at start and refused with advice, instead of answering every request with a 500."""


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"asgi\n"})
