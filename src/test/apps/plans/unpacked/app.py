from flask import Flask

app, db = Flask(__name__), None
