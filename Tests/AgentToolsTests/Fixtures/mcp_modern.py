"""An MCP server of the revision 2026-07-28 alone: no handshake, no session. Over HTTP (prints its port) or `stdio`.

It refuses what the specification says it has to refuse: other headers than its bodies, other revisions, `initialize`.
"""
import http.server
import json
import sys

META = "io.modelcontextprotocol/"
SCHEMA = {
    "type": "object",
    "properties": {"item": {"type": "string", "x-mcp-header": "Item"}, "count": {"type": "integer"}},
    "required": ["item"],
}


def answer(message, headers=None):
    """The status and the response to a message."""
    identifier, method, params = message.get("id"), message.get("method"), message.get("params", {})

    def fail(code, text, status=400, **data):
        return status, {"jsonrpc": "2.0", "id": identifier, "error": {"code": code, "message": text, "data": data}}

    meta = params.get("_meta", {})
    if META + "protocolVersion" not in meta or META + "clientCapabilities" not in meta:
        return fail(-32602, "the request says nothing of itself")
    if headers is not None:
        wanted = {"Mcp-Method": method, "MCP-Protocol-Version": meta[META + "protocolVersion"]}
        if method == "tools/call":
            wanted["Mcp-Name"] = params["name"]
            wanted["Mcp-Param-Item"] = params["arguments"].get("item")
        for name, value in wanted.items():
            if headers.get(name) != value:
                return fail(-32020, f"{name} is {headers.get(name)}, not {value}")
    if meta[META + "protocolVersion"] != "2026-07-28":
        return fail(-32022, "Unsupported protocol version", supported=["2026-07-28"])
    if method == "server/discover":
        result = {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}}}
    elif method == "tools/list":
        result = {"tools": [{"name": "stock", "description": "Counts.", "inputSchema": SCHEMA}]}
    elif method == "tools/call" and params["arguments"]["item"] == "secret":
        result = {"resultType": "input_required", "inputRequests": {}}
    elif method == "tools/call":
        found = {"item": params["arguments"]["item"], "left": 3}
        result = {"content": [{"type": "text", "text": json.dumps(found)}], "structuredContent": found}
    else:
        return fail(-32601, f"no method {method}", 404)
    return 200, {"jsonrpc": "2.0", "id": identifier, "result": {"resultType": "complete", **result}}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, response = answer(message, self.headers)
        body = json.dumps(response).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if sys.argv[1:] == ["stdio"]:
    for line in sys.stdin:
        message = json.loads(line)
        if "id" in message:
            print(json.dumps(answer(message)[1]), flush=True)
else:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
