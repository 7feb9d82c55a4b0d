"""Treats a server badly and watches its memory, its files and its answers.

connections.py PORT PID: thousands of silent clients, half requests, slow clients, clients that vanish, long polls,
malformed and oversized requests; in between a stock request must be answered at once.
"""

import http.client
import json
import os
import resource
import socket
import sys
import time

PORT, PID = int(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


def resident():
    return int(open("/proc/%d/statm" % PID).read().split()[1]) * 4


def files():
    return len(os.listdir("/proc/%d/fd" % PID))


def connect():
    return socket.create_connection(("127.0.0.1", PORT))


def request(operation, body=b"{}", target="AWSStepFunctions."):
    return (b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: " + (target + operation).encode()
            + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def call(operation, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=70)
    connection.request("POST", "/", json.dumps(body or {}), {"X-Amz-Target": "AWSStepFunctions." + operation})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text)


def show(what, opened=0):
    start = time.perf_counter()
    status, _ = call("ListActivities")
    milliseconds = (time.perf_counter() - start) * 1000
    assert status == 200
    print("%-46s %7d KiB  %6d files  answer %6.1f ms" % (what, resident(), files(), milliseconds), flush=True)


def answer(bytes_sent):
    client = connect()
    client.settimeout(5)
    client.sendall(bytes_sent)
    received = client.recv(65536)
    client.close()
    return received.split(b"\r\n", 1)[0].decode()


show("at the start")
base, base_files = resident(), files()

idle = [connect() for _ in range(10_000)]
show("10,000 idle connections")
print("    each: %.1f KiB" % ((resident() - base) / len(idle)))
for client in idle:
    client.close()
time.sleep(1)
show("closed again")

half = [connect() for _ in range(2_000)]
for client in half:
    client.sendall(request("ListActivities", b"x" * 100)[:-50])
show("2,000 half requests")
for client in half:
    client.close()

slow = [connect() for _ in range(50)]
text = request("ListActivities")
for place in range(len(text)):
    for client in slow:
        client.sendall(text[place:place + 1])
for client in slow:
    assert client.recv(4096).startswith(b"HTTP/1.1 200")
    client.close()
show("50 clients that send a byte at a time")

deaf = connect()
deaf.setblocking(False)
sent = 0
try:
    while sent < 64 << 20:
        sent += deaf.send(request("ListActivities") * 100)
except BlockingIOError:
    pass
show("a client that takes no answers (%d KiB sent)" % (sent >> 10))
deaf.close()

_, made = call("CreateActivity", {"name": "polled"})
polls = [connect() for _ in range(2_000)]
poll = request("GetActivityTask", json.dumps({"activityArn": made["activityArn"]}).encode())
for client in polls:
    client.sendall(poll)
show("2,000 workers that wait for a task")
for client in polls[:1_000]:
    client.close()
show("half of them gone without a word")
for client in polls[1_000:]:
    client.close()
call("DeleteActivity", {"activityArn": made["activityArn"]})

for what, text in [
    ("not HTTP", b"\x16\x03\x01\x00hello\r\n\r\n"),
    ("no such operation", request("Nothing")),
    ("another service", request("ListTables", target="DynamoDB_20120810.")),
    ("not JSON", request("ListActivities", b"{")),
    ("deeply nested", request("ListActivities", b"[" * 100_000)),
    ("bad UTF-8", request("ListActivities", b'{"nextToken":"\xff\xfe"}')),
    ("100 MB announced", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n"),
    ("a header of 1 MB", b"GET / HTTP/1.1\r\nX: " + b"y" * (1 << 20) + b"\r\n\r\n"),
    ("negative length", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
    ("two lengths", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
]:
    try:
        print("    %-24s %s" % (what, answer(text)))
    except (ConnectionError, socket.timeout) as error:
        print("    %-24s closed: %s" % (what, error))

for _ in range(20_000):
    client = connect()
    client.close()
time.sleep(2)
show("20,000 connections opened and closed")
assert files() <= base_files + 3, "files are left open"
