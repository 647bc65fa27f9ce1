FLASK_APP=gone.py
