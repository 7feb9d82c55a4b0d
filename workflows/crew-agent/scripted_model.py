"""Stands for a model: a server on this machine that speaks OpenAI's chat completions and answers by rules."""
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(messages):
    """What a model would say: a call of the calculator, its result, or the letter."""
    text = "\n".join(message.get("content") or "" for message in messages if message["role"] != "tool")
    if "You are Clerk" in text:
        customer = re.search(r"offer for ([^:]+):", text).group(1)
        total = re.findall(r"\d+\.\d\d\b", text)[-1]
        return {"content": f"Dear {customer}, we paint your walls for {total} EUR, tax included. Kind regards"}
    results = [message["content"] for message in messages if message["role"] == "tool"]
    if results:
        return {"content": f"{float(results[-1]):.2f}"}
    area, price = re.search(r"painting ([\d.]+) square metres at\s+([\d.]+) euros", text).groups()
    arguments = json.dumps({"expression": f"{area} * {price} * 1.19"})
    call = {"id": "call-1", "type": "function", "function": {"name": "calculator", "arguments": arguments}}
    return {"content": None, "tool_calls": [call]}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = {"role": "assistant"} | answer(request["messages"])
        reason = "tool_calls" if "tool_calls" in message else "stop"
        body = json.dumps({
            "id": "scripted", "object": "chat.completion", "created": 0, "model": request["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
            "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        }).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve():
    """Gives the address of the server, which ends with the process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/v1"
