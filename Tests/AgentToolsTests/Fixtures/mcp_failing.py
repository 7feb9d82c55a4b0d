"""An MCP server of the revision 2025-11-25 that dies, is slow, or speaks of other things; notes what it is told in a file."""
import json
import os
import sys
import time


def send(message):
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


for line in sys.stdin:
    message = json.loads(line)
    with open(sys.argv[1], "a") as log:
        log.write(f"{message.get('method')}\n")
    method, identifier = message.get("method"), message.get("id")
    if method == "initialize":
        send({"id": identifier, "result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}}})
    elif method == "tools/call":
        name = message["params"]["name"]
        if name == "die":
            os._exit(3)
        elif name == "wait":
            continue
        send({"method": "notifications/tools/list_changed"})
        print("this is no JSON", flush=True)
        send({"id": 4711, "result": {}})
        send({"id": identifier, "result": {"content": [{"type": "text", "text": "here"}]}})
    elif identifier is not None:
        send({"id": identifier, "error": {"code": -32601, "message": "unknown"}})
