"""A Flask app of the usual kind.

    ./junicorn --chdir examples/flask app:app
"""

import os
import time

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/")
def home():
    return f"Hello from Flask, worker {os.getpid()}.\n"


@app.get("/hello/<name>")
def hello(name):
    return jsonify(message=f"Hello, {name}!")


@app.get("/slow")
def slow():
    """What a call of another service looks like from here: the thread waits, the CPU does not work."""
    seconds = min(10.0, max(0.0, request.args.get("seconds", 0.5, type=float)))
    time.sleep(seconds)
    return jsonify(waited=seconds)


@app.post("/upload")
def upload():
    files = {name: len(part.read()) for name, part in request.files.items()}
    return jsonify(files=files, fields=request.form.to_dict())
