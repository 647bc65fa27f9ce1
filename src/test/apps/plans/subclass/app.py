import flask


class Shop(flask.Flask):
    pass


app = Shop(__name__)


@app.route("/")
def index():
    return "ok"
