"""A model service of the tests: answers each dialect's path, echoes what it was sent, and throttles the model 'busy'."""
import http.server
import json
import struct
import sys
import threading
import zlib


def chunk(delta, finish=None):
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def call(index, call_id, name, arguments):
    function = {"arguments": arguments, **({"name": name} if name else {})}
    return chunk({"tool_calls": [{"index": index, **({"id": call_id} if call_id else {}), "function": function}]})


STREAMS = {
    "/v1/messages": [
        {"type": "message_start", "message": {"usage": {"input_tokens": 7, "output_tokens": 1}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Let me "}},
        {"type": "ping"},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "see."}},
        {"type": "content_block_stop", "index": 0},
        {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "t1", "name": "add"}},
        {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": "{\"a\":"}},
        {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": " 1}"}},
        {"type": "content_block_stop", "index": 1},
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}},
        {"type": "message_stop"},
    ],
    # A server that gives two calls the same index.
    "/chat/completions": [
        chunk({"role": "assistant", "content": None}), chunk({"content": "Let me "}), chunk({"content": "see."}),
        call(0, "t1", "add", "{\"a\":"), call(0, "", "", " 1}"), call(0, "t2", "add", "{oops"), chunk({}, "tool_calls"),
        {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 9}}, "[DONE]",
    ],
    "/responses": [
        {"type": "response.created"}, {"type": "response.output_text.delta", "delta": "Let me "},
        {"type": "response.output_text.delta", "delta": "see."},
        {"type": "response.completed", "response": {"status": "completed", "output": [
            {"type": "reasoning", "id": "r1", "summary": []},
            {"type": "message", "content": [{"type": "output_text", "text": "Let me see."}]},
            {"type": "function_call", "call_id": "t1", "name": "add", "arguments": "{\"a\": 1}"}],
            "usage": {"input_tokens": 7, "output_tokens": 9}}},
    ],
}


def frame(kind, payload):
    """A message of AWS's event stream encoding."""
    headers = b""
    for name, value in [(":event-type", kind), (":content-type", "application/json"), (":message-type", "event")]:
        headers += bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
    body = json.dumps(payload).encode()
    prelude = struct.pack(">II", 16 + len(headers) + len(body), len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + body
    return message + struct.pack(">I", zlib.crc32(message))


CONVERSE_STREAM = b"".join([
    frame("messageStart", {"role": "assistant"}),
    frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "Let me "}}),
    frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "see."}}),
    frame("contentBlockStop", {"contentBlockIndex": 0}),
    frame("contentBlockStart", {"contentBlockIndex": 1, "start": {"toolUse": {"toolUseId": "t1", "name": "add"}}}),
    frame("contentBlockDelta", {"contentBlockIndex": 1, "delta": {"toolUse": {"input": "{\"a\":"}}}),
    frame("contentBlockDelta", {"contentBlockIndex": 1, "delta": {"toolUse": {"input": " 1}"}}}),
    frame("contentBlockStop", {"contentBlockIndex": 1}), frame("messageStop", {"stopReason": "tool_use"}),
    frame("metadata", {"usage": {"inputTokens": 7, "outputTokens": 9, "totalTokens": 16}, "metrics": {"latencyMs": 3}}),
])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        seen = json.dumps({"path": self.path, "key": self.headers.get("x-api-key") or self.headers.get("Authorization"),
                           "model": body.get("model")})
        if "busy" in seen:
            return self.answer(429, {"error": {"message": "slow down, " + str(seen)}})
        if "unforced" in seen and "any" in json.dumps([body.get("tool_choice"), body.get("toolConfig")]):
            return self.answer(400, {"error": {"message": "tool_choice: forced tool use is not supported"}})
        if "thoughtless" in seen and "old thought" in json.dumps(body["messages"]):
            return self.answer(400, {"error": {"message": "messages.1.content.0: Invalid signature in thinking block"}})
        if "later" in seen and self.count() % 2 == 1:
            return self.answer(429, {"error": {"message": "not yet"}}, {"Retry-After": "0.2"})
        if "pausing" in seen and len(body["messages"]) < 2:
            return self.answer(200, {"content": [{"type": "text", "text": "thinking"}, {"type": "server_tool_use"}],
                                     "stop_reason": "pause_turn", "usage": {"input_tokens": 3, "output_tokens": 5}})
        if self.path.endswith("/converse-stream"):
            data = CONVERSE_STREAM
            if "cut" in self.path:
                data = data[:400]
            if "damaged" in self.path:
                data = data[:300] + b"?" + data[301:]
            self.send_response(200)
            self.end_headers()
            for start in range(0, len(data), 50):
                self.wfile.write(data[start:start + 50])
                self.wfile.flush()
            return
        if body.get("stream"):
            return self.stream(self.path, body)
        if self.path == "/v1/messages":
            return self.answer(200, {"content": [{"type": "text", "text": seen}], "stop_reason": "end_turn",
                                     "usage": {"input_tokens": 1, "output_tokens": 2}})
        if self.path == "/chat/completions":
            return self.answer(200, {"choices": [{"finish_reason": "stop", "message": {"content": seen}}],
                                     "usage": {"prompt_tokens": 1, "completion_tokens": 2}})
        if self.path.endswith("/converse"):
            return self.answer(200, {"output": {"message": {"role": "assistant", "content": [{"text": seen}]}},
                                     "stopReason": "end_turn", "usage": {"inputTokens": 1, "outputTokens": 2}})
        if self.path == "/responses":
            return self.answer(200, {"status": "completed", "output": [
                {"type": "message", "content": [{"type": "output_text", "text": seen}]}],
                "usage": {"input_tokens": 1, "output_tokens": 2}})
        if self.path.endswith("/invoke"):
            return self.answer(200, {"echo": body})
        self.answer(404, {"message": "no such path"})

    calls = 0

    def count(self):
        Handler.calls += 1
        return Handler.calls

    def stream(self, path, body):
        """The pieces of an answer; the model 'cut' stops in the middle, 'failing' reports an error there."""
        pieces = STREAMS[path]
        if body["model"] == "cut":
            pieces = pieces[:3]
        if body["model"] == "failing":
            pieces = pieces[:2] + [{"type": "error", "error": {"type": "overloaded_error", "message": "too much"}}]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in pieces:
            text = piece if isinstance(piece, str) else json.dumps(piece)
            self.wfile.write(("event: x\r\ndata: " + text + "\r\n\r\n").encode())
            self.wfile.flush()

    def answer(self, status, body, headers={}):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
