"""Flask doing what Flask apps do: JSON, an upload, a stream, a file, cookies, a redirect, an error."""

import hashlib
import os
import time

from flask import Flask, Response, jsonify, make_response, redirect, request, send_file

app = Flask(__name__)


@app.get("/")
def hello():
    return "hello\n"


@app.get("/json")
def as_json():
    return jsonify(message="hello", numbers=[1, 2, 3], args=request.args)


@app.post("/upload")
def upload():
    """The digest of the form's file `file`, or of the bare body where there is no form."""
    part = request.files.get("file")
    data = part.read() if part else request.get_data()
    return jsonify(name=part.filename if part else None, length=len(data), md5=hashlib.md5(data).hexdigest())


@app.post("/form")
def form():
    return jsonify(request.form.to_dict(flat=False))


@app.get("/stream")
def stream():
    count = request.args.get("n", 5, type=int)
    pause = request.args.get("pause", 0.0, type=float)
    gate = request.args.get("gate")

    def lines():
        for i in range(count):
            yield f"line {i}\n"
            time.sleep(pause)
            while gate and not os.path.exists(os.path.join(gate, "open")):
                time.sleep(0.01)

    return Response(lines(), mimetype="text/plain")


@app.get("/file")
def file():
    return send_file(request.args["path"], mimetype="application/octet-stream")


@app.get("/cookies")
def cookies():
    answer = make_response(jsonify(request.cookies))
    answer.set_cookie("flavour", "oat", httponly=True)
    answer.set_cookie("count", str(int(request.cookies.get("count", "0")) + 1))
    return answer


@app.get("/redirect")
def away():
    return redirect("/json")


@app.get("/sleep")
def sleep():
    time.sleep(request.args.get("s", 0.1, type=float))
    return "slept\n"


@app.get("/error")
def error():
    raise RuntimeError("on purpose")


@app.get("/address")
def address():
    return jsonify(remote=request.remote_addr, scheme=request.scheme, host=request.host, url=request.url)
