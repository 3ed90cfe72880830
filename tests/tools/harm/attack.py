"""Bad clients of a load balancer, from inside its own network and from loopback addresses of their own.

`python attack.py NAME SECONDS PORT`: says "begun" when the harm is in force, and at the end what it got.
"""

import socket
import sys
import threading
import time
from collections import Counter

NAME, SECONDS, PORT = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
HEAD = b"POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
# Of these there are many at once; more tries would make them a flood.
PAUSE = 1 if NAME in ("readers", "unfinished") else 0.05
# A stream first fills the buffers on its way, as fast as it can: what is looked at is what it holds after that.
FILLED = 8 if NAME == "readers" else 0
GOT = Counter()
END = time.monotonic() + FILLED + SECONDS


def connected(address, receives=0):
    client = socket.socket()
    if receives:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
    client.settimeout(5)
    client.bind((address, 0))
    client.connect(("127.0.0.1", PORT))
    return client


def answer(client):
    try:
        said = client.recv(4096)
    except TimeoutError:
        return "no answer"
    except OSError:
        return "reset"
    return said.split(b" ", 2)[1].decode() if said else "closed"


def slow(address):
    """One byte a second: some never end their head, some a short body, and one client many long ones."""
    kind = int(address.rpartition(".")[2]) % 3
    client = connected("127.0.3.1" if kind == 2 else address)
    long = HEAD + b"Content-Length: 100000\r\n\r\n"
    client.sendall([b"GET / HTTP/1.1\r\nX: ", HEAD + b"Content-Length: 1000\r\n\r\n", long][kind])
    client.settimeout(1)
    while time.monotonic() < END:
        try:
            client.sendall(b"x")
            said = client.recv(4096)
        except TimeoutError:
            continue
        except OSError:
            return "reset"
        return said.split(b" ", 2)[1].decode() if said else "closed"
    return "still open"


def readers(address):
    """A long export, read at 8 KB a second; a third of the clients are one."""
    kind = int(address.rpartition(".")[2]) % 3
    client = connected("127.0.3.1" if kind == 2 else address, receives=4096)
    client.sendall(b"GET /api/orders.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    said = answer(client)
    while said == "200" and time.monotonic() < END:
        time.sleep(0.5)
        try:
            if not client.recv(4096):
                return "200, ended"
        except TimeoutError:
            continue
        except OSError:
            return "200, reset"
    return said


def unfinished(address):
    """A body of a megabyte whose last tenth never comes."""
    client = connected(address)
    try:
        client.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")
        client.sendall(b"x" * 900000)
    except OSError:
        return answer(client)
    client.settimeout(max(0.1, END - time.monotonic()))
    try:
        said = client.recv(4096)
    except TimeoutError:
        return "still open"
    except OSError:
        return "reset"
    return said.split(b" ", 2)[1].decode() if said else "closed"


def large(address):
    client = connected(address)
    try:
        client.sendall(HEAD + b"Content-Length: 12582912\r\n\r\n")
        client.sendall(b"x" * 12582912)
    except OSError:
        pass
    return answer(client)


def bomb(address):
    client = connected(address)
    try:
        client.sendall(b"GET /api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        for number in range(20000):
            client.sendall(b"X-%d: %s\r\n" % (number, b"y" * 200))
    except OSError:
        pass
    return answer(client)


def again(attack, address):
    while time.monotonic() < END:
        try:
            GOT[attack(address)] += 1
        except OSError as error:
            GOT[type(error).__name__] += 1
        time.sleep(PAUSE)


def idle():
    """As many as one program can hold, from enough addresses that each is a modest client."""
    clients = [connected("127.0.1.%d" % (1 + number % 40)) for number in range(2000)]
    print("begun", flush=True)
    time.sleep(max(0, END - time.monotonic()))
    for client in clients:
        client.setblocking(False)
        try:
            GOT["closed" if not client.recv(1) else "answered"] += 1
        except BlockingIOError:
            GOT["open"] += 1
        except OSError:
            GOT["reset"] += 1


if NAME == "idle":
    idle()
else:
    attack = {
        "slow": slow,
        "readers": readers,
        "unfinished": unfinished,
        "large": large,
        "bomb": bomb,
    }[NAME]
    count = {"slow": 100, "readers": 60, "unfinished": 300}.get(NAME, 4)
    threads = [
        threading.Thread(target=again, args=(attack, "127.0.2.%d" % (1 + number % 100)))
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    time.sleep(FILLED)
    print("begun", flush=True)
    for thread in threads:
        thread.join()
print(dict(GOT), flush=True)
