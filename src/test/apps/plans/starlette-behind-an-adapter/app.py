from a2wsgi import ASGIMiddleware
from starlette.applications import Starlette

asgi = Starlette()
app = ASGIMiddleware(asgi)
