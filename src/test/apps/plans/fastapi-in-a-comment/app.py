# Once this was: from fastapi import FastAPI
from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return "ok"
