wsgi_app = "shop.web:create_app()"
workers = 2
