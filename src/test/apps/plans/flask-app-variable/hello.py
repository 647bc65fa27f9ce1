from flask import Flask

hello = Flask(__name__)


@hello.route("/")
def index():
    return "ok"
