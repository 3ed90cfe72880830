"""Requests over HTTPS from several clients, whose certificates must be valid.

`python renewals.py PORT NAME ROOTS SECONDS`: prints the requests, those that failed and the certificates as JSON.
"""

import http.client
import json
import socket
import ssl
import sys
import threading
import time

PORT, NAME, ROOTS, SECONDS = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
CONTEXT = ssl.create_default_context(cafile=ROOTS)
END = time.monotonic() + SECONDS
SEEN, STRICT, FAILED, DONE = set(), set(), [], []


class Connection(http.client.HTTPSConnection):
    """To this machine, in the name of another one."""

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", PORT), timeout=10)
        self.sock = CONTEXT.wrap_socket(plain, server_hostname=NAME)
        SEEN.add(self.sock.getpeercert()["serialNumber"])


def ask(connection):
    try:
        connection.request("GET", "/livez")
        answer = connection.getresponse()
        answer.read()
        STRICT.add(answer.getheader("Strict-Transport-Security"))
        (DONE if answer.status == 200 else FAILED).append(answer.status)
    except (OSError, http.client.HTTPException) as error:
        FAILED.append(repr(error))
        connection.close()


def new_connections():
    while time.monotonic() < END:
        connection = Connection(NAME)
        ask(connection)
        connection.close()
        time.sleep(0.05)


threads = [threading.Thread(target=new_connections) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
requests = len(DONE) + len(FAILED)
print(json.dumps({"requests": requests, "failed": FAILED, "certificates": len(SEEN), "strict": list(STRICT)}))
