"""A loopback HTTP server for the tests: prints its port, serves until its standard input closes."""
import base64, http.server, json, os, socketserver, sys, threading, time, urllib.parse


class Peer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *arguments):
        pass

    def reply(self, status, body, headers=(), reason=None):
        self.send_response(status, reason)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(query))
        if path.startswith("/2015-03-31/functions/"):
            return self.invoke(urllib.parse.unquote(path.split("/")[3]), body)
        if path == "/slow":
            time.sleep(float(query["seconds"]))
            return self.reply(200, b"late")
        if path == "/big":
            return self.reply(200, b"x" * int(query["bytes"]))
        if path.startswith("/status/"):
            return self.reply(int(path.split("/")[2]), body or b"no", [("Content-Type", "text/plain")])
        if path == "/token":
            form = dict(urllib.parse.parse_qsl(body.decode()))
            granted = form.get("client_secret") == "oauth-secret" and form.get("grant_type") == "client_credentials"
            text = {"access_token": "granted-token", "expires_in": 300} if granted else {"error": "invalid_client"}
            return self.reply(200 if granted else 401, json.dumps(text).encode(), [("Content-Type", "application/json")])
        if path == "/stream":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in (b"one ", b"two ", b"three"):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
                time.sleep(0.05)
            self.wfile.write(b"0\r\n\r\n")
            return self.wfile.flush()
        text = {
            "method": self.command, "target": self.path, "body": body.decode("utf-8", "replace"),
            "headers": {name.lower(): value for name, value in self.headers.items()},
        }
        self.reply(200, json.dumps(text).encode(), [("Content-Type", "application/json"), ("X-Twice", "1"), ("X-Twice", "2")])

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = handle_any

    def invoke(self, name, body):
        name = name.split(":function:")[-1].split(":")[0]
        headers = [("Content-Type", "application/json"), ("x-amzn-RequestId", "11111111-2222-4333-8444-555555555555")]
        if name == "missing":
            text = {"Type": "User", "Message": "Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing:$LATEST"}
            return self.reply(404, json.dumps(text).encode(), headers + [("X-Amzn-ErrorType", "ResourceNotFoundException")])
        headers.append(("X-Amz-Executed-Version", "$LATEST"))
        if name == "fail":
            text = b'{"errorMessage":"no","errorType":"CustomException","requestId":"r","stackTrace":[]}'
            return self.reply(200, text, headers + [("X-Amz-Function-Error", "Unhandled")])
        if name == "untyped":
            return self.reply(200, b'{"errorMessage":"gone"}', headers + [("X-Amz-Function-Error", "Unhandled")])
        if name == "garbage":
            return self.reply(200, b"<html>", headers)
        self.reply(200, body or b"{}", headers)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Peer)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
