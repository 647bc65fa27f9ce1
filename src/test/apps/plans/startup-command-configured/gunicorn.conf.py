workers = 5
wsgi_app = "app:app"
