from flask import Flask


def create_app(script_info=None):
    app = Flask(__name__)

    @app.route("/")
    def index():
        return "ok"

    return app
