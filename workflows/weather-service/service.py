"""A weather service on this machine: prints its port, then answers until it is ended. It is busy at first."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import unquote, urlparse

WEATHER = {"Bergen": (7.5, 0.9), "Dakar": (29, 0.0), "Helsinki": (-3, 0.1)}
requests = 0


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        global requests
        requests += 1
        city = unquote(urlparse(self.path).path.split("/")[-1])
        if not self.headers.get("X-Api-Key"):
            self.answer(401, {"message": "no key"})
        elif requests == 1:
            self.answer(503, {"message": "busy"})
        elif city in WEATHER:
            temperature, rain = WEATHER[city]
            self.answer(200, {"city": city, "temperature": temperature, "rain": rain})
        else:
            self.answer(404, {"message": "unknown city"})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
