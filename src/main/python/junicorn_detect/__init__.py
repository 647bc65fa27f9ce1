"""Reads a folder for ``junicorn plan``: which files there are, and what Python's own parser sees in them.

Nothing of the folder is imported or run. What is found goes out as lines of JSON (``report.py``); what it means is
decided by the server.
"""
