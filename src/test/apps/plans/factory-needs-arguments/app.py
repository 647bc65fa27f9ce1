from flask import Flask


def create_app(settings, *, debug):
    app = Flask(__name__)

    @app.route("/")
    def index():
        return "ok"

    return app
