"""As little as a Django project needs, for 3.2 and newer."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

# An example has no secrets to keep. A real project takes its key from the environment and stops where there is none.
SECRET_KEY = os.environ.get("SECRET_KEY", "an-example-without-secrets")
DEBUG = os.environ.get("DJANGO_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

ROOT_URLCONF = "mysite.urls"
WSGI_APPLICATION = "mysite.wsgi.application"
INSTALLED_APPS = []
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
DATABASES = {}
USE_TZ = True
