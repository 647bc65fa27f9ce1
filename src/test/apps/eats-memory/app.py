"""Takes memory and keeps it.

    /eat?mb=100   touches so many more megabytes
    /             how many it has
"""

from urllib.parse import parse_qs

eaten = []


def app(environ, start_response):
    query = parse_qs(environ["QUERY_STRING"])
    if environ["PATH_INFO"] == "/eat":
        for _ in range(int(query["mb"][0])):
            eaten.append(b"x" * (1 << 20))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d\n" % len(eaten)]
