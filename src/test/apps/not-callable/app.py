"""`app` exists and is no WSGI app: the settings someone happened to call `app`."""

app = {"name": "shop", "debug": True}
