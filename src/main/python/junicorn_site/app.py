"""Says that there is no app in the folder, what was looked for, and why each candidate was rejected.

report.json beside this file says what was found; the server writes it. A folder without Python is a new site, which is
well (200). A folder with Python in which no app was found is a site that does not work, and must not look well (503).
"""

import html
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
SECURITY = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def listed(pairs):
    return "\n".join(
        "<li><code>%s</code> %s</li>" % (html.escape(pair["what"]), html.escape(pair["why"])) for pair in pairs
    )


def rejected(report):
    """Why each candidate was rejected; for everybody's eyes only where nothing of the app is there, or it is asked for."""
    if not report["rejected"]:
        return ""
    if not report["shows_reasons"]:
        return "<p>Why each candidate was rejected is in the server's log, and with <code>--debug-errors</code> here.</p>"
    return "<h2>What was rejected</h2>\n<ul>\n%s\n</ul>" % listed(report["rejected"])


def page(report):
    values = {
        "title": "Your app is not here yet" if report["python_files"] == 0 else "No app was found",
        "why": html.escape(report["why"]),
        "remedy": html.escape(report["remedy"]),
        "looked_for": listed(report["looked_for"]),
        "rejected": rejected(report),
    }
    text = read("page.html")
    for name, value in values.items():
        text = text.replace("{{%s}}" % name, value)
    return text.encode("utf-8")


REPORT = json.loads(read("report.json"))
WELL = REPORT["python_files"] == 0
PAGE = page(REPORT)
NO_PAGE = b"There is no such page: there is no app yet.\n"


def application(environ, start_response):
    if WELL and environ.get("PATH_INFO") not in ("", "/"):
        return answer(start_response, "404 Not Found", "text/plain; charset=utf-8", NO_PAGE)
    status = "200 OK" if WELL else "503 Service Unavailable"
    return answer(start_response, status, "text/html; charset=utf-8", PAGE)


def answer(start_response, status, kind, body):
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *SECURITY])
    return [body]
