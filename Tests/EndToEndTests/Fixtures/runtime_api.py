"""Lambda's runtime interface: gives the events of the command line one after the other, and prints what is answered.

Specification: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes". The first line is the port.
"""
import http.server
import sys
import threading

events = sys.argv[1:]
PREFIX = "/2018-06-01/runtime/invocation/"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    given = 0

    def do_GET(self):
        if self.path != PREFIX + "next" or Handler.given == len(events):
            threading.Event().wait()
        identifier = f"request-{Handler.given}"
        body = events[Handler.given].encode()
        Handler.given += 1
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", identifier)
        self.send_header("Lambda-Runtime-Deadline-Ms", "4102444800000")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        print(self.path.removeprefix(PREFIX), body, flush=True)
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
