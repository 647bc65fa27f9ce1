from flask import Flask


class Server:
    def __init__(self, name):
        self.app = Flask(name)
        self.app.add_url_rule("/", "index", lambda: "ok")


server = Server(__name__)
app = server.app
