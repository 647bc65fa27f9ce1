from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
application = ProxyFix(app)


@app.route("/")
def index():
    return "ok"
