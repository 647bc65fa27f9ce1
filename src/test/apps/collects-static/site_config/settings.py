import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent.parent

SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "site_config.urls"
WSGI_APPLICATION = "site_config.wsgi.application"
INSTALLED_APPS = ["django.contrib.staticfiles", "pages"]
STATIC_URL = "/static/"
STATIC_ROOT = str(FOLDER / "collected")
