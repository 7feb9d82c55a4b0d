"""An MCP server over its standard input and output that knows the meeting rooms of a house; nothing but Python is needed."""
import json
import sys

ROOMS = {"Oak": 4, "Elm": 8, "Linden": 20}
booked = {("Oak", "2026-12-01"), ("Elm", "2026-12-01")}

DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
TOOLS = [
    {
        "name": "free_rooms",
        "description": "Rooms that are free on a day and have enough seats.",
        "inputSchema": {
            "type": "object",
            "properties": {"day": DAY, "seats": {"type": "integer", "minimum": 1}},
            "required": ["day", "seats"],
        },
    },
    {
        "name": "book_room",
        "description": "Books a room for a day.",
        "inputSchema": {
            "type": "object",
            "properties": {"room": {"enum": list(ROOMS)}, "day": DAY},
            "required": ["room", "day"],
        },
    },
]


def free_rooms(day, seats):
    return [room for room, size in ROOMS.items() if size >= seats and (room, day) not in booked] or "none"


def book_room(room, day):
    if (room, day) in booked:
        raise ValueError(f"{room} is taken on {day}")
    booked.add((room, day))
    return f"{room} is yours on {day}"


def call(name, arguments):
    function = {"free_rooms": free_rooms, "book_room": book_room}[name]
    try:
        result = function(**arguments)
        return {"content": [{"type": "text", "text": result if isinstance(result, str) else json.dumps(result)}]}
    except ValueError as error:
        return {"content": [{"type": "text", "text": str(error)}], "isError": True}


def answer(method, parameters):
    if method == "initialize":
        return {
            "protocolVersion": parameters["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "rooms", "version": "1"},
        }
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        return call(parameters["name"], parameters.get("arguments", {}))
    return {}


for line in sys.stdin:
    message = json.loads(line)
    if "id" in message:
        result = answer(message["method"], message.get("params", {}))
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
