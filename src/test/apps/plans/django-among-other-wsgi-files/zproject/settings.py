SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "zproject.urls"
WSGI_APPLICATION = "zproject.wsgi.application"
