gunicorn app:app
