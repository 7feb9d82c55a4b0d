"""Pages to read and redirects to follow or not; prints its port."""
import http.server


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/away":
            self.answer(302, b"", {"Location": "http://localhost:1/elsewhere"})
        elif self.path == "/here":
            self.answer(302, b"", {"Location": "/page"})
        elif self.path == "/long":
            self.answer(200, b"x" * 5000)
        elif self.path == "/length":
            self.answer(200, str(len(self.headers.get("X-Shop"))).encode())
        else:
            self.answer(200, f"{self.command} {self.path} {self.headers.get('X-Shop')}".encode())

    def answer(self, status, body, headers={}):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
print(server.server_port, flush=True)
server.serve_forever()
