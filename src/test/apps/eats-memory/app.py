"""Takes memory and keeps it.

    EATS_AT_IMPORT=100   touches so many megabytes while it is imported
    /eat?mb=100          touches so many more
    /                    how many it has
"""

import os
from urllib.parse import parse_qs

eaten = []


def eat(megabytes):
    for _ in range(megabytes):
        eaten.append(b"x" * (1 << 20))


def app(environ, start_response):
    query = parse_qs(environ["QUERY_STRING"])
    if environ["PATH_INFO"] == "/eat":
        eat(int(query["mb"][0]))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d\n" % len(eaten)]


eat(int(os.environ.get("EATS_AT_IMPORT", "0")))
