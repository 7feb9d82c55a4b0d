"""A model service of the tests: answers each dialect's path, echoes what it was sent, and throttles the model 'busy'."""
import http.server
import json
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        seen = json.dumps({"path": self.path, "key": self.headers.get("x-api-key") or self.headers.get("Authorization"),
                           "model": body.get("model")})
        if "busy" in seen:
            return self.answer(429, {"error": {"message": "slow down"}})
        if self.path == "/v1/messages":
            return self.answer(200, {"content": [{"type": "text", "text": seen}], "stop_reason": "end_turn",
                                     "usage": {"input_tokens": 1, "output_tokens": 2}})
        if self.path == "/chat/completions":
            return self.answer(200, {"choices": [{"finish_reason": "stop", "message": {"content": seen}}],
                                     "usage": {"prompt_tokens": 1, "completion_tokens": 2}})
        if self.path.endswith("/converse"):
            return self.answer(200, {"output": {"message": {"role": "assistant", "content": [{"text": seen}]}},
                                     "stopReason": "end_turn", "usage": {"inputTokens": 1, "outputTokens": 2}})
        self.answer(404, {"message": "no such path"})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
