from flask import Flask
from waitress import serve

app = Flask(__name__)


@app.route("/")
def index():
    return "ok"


serve(app, port=8080)
