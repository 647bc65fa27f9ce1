from .base import *

INSTALLED_APPS = ["debug_toolbar"]
