"""An MCP server of the official SDK: over standard input and output, or `http PORT`."""
import sys

from mcp.server.mcpserver import MCPServer

server = MCPServer("shop")


@server.tool()
def stock(item: str, warehouse: int = 1) -> str:
    """How many pieces of an item there are."""
    if item == "unicorn":
        raise ValueError("no such item")
    return f"{item}: {len(item) * warehouse}"


@server.tool()
def pieces(count: int) -> dict[str, int]:
    """Doubles a count."""
    return {"count": count * 2}


if len(sys.argv) > 2 and sys.argv[1] == "http":
    server.run(transport="streamable-http", host="127.0.0.1", port=int(sys.argv[2]))
else:
    server.run()
