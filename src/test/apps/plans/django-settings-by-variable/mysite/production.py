from .settings import *

STATIC_ROOT = "static"
MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware"]
