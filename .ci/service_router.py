#!/usr/bin/env python3
"""Sends each request of an AWS client on to the server of its service, told by the scope of its signature.

service_router.py PORT DEFAULT_URL SERVICE=URL...
"""
import http.client
import http.server
import re
import sys
import urllib.parse


class Router(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    default = None
    routes = {}

    def forward(self):
        scope = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request", self.headers.get("Authorization", ""))
        target = urllib.parse.urlsplit(self.routes.get(scope.group(1) if scope else "", self.default))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(target.hostname, target.port, timeout=120)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("connection", "expect"):
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                    self.send_header(name, value)
            length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
            self.send_header("Content-Length", length or "0")
            self.end_headers()
            self.wfile.write(content)
        finally:
            connection.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = forward

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    Router.default = sys.argv[2]
    Router.routes = dict(route.split("=", 1) for route in sys.argv[3:])
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Router).serve_forever()
