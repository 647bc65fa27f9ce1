from shop.web import create_app


def main():
    create_app().run()
