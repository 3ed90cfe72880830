"""Ends with 0 if the service answers this path with a status below 500."""

import http.client
import sys

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=2)
connection.request("GET", sys.argv[1])
sys.exit(connection.getresponse().status >= 500)
