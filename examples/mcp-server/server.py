"""A FastMCP server with two tools; the spans are FastMCP's own. PORT is its port, 8000 by default."""

import os
import random
import sys

import anyio
import telemetry
from fastmcp import FastMCP
from fastmcp.exceptions import ToolError

server = FastMCP("orders")


@server.tool
async def find_order(number: int) -> str:
    await anyio.sleep(random.expovariate(20))
    return f"order {number}: on its way"


@server.tool
async def cancel_order(number: int) -> str:
    await anyio.sleep(random.expovariate(5))
    if random.random() < 0.05:
        raise ToolError("the warehouse did not answer")
    return f"order {number}: cancelled"


def port():
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        sys.exit(f"server.py: PORT is {text!r}, but must be a port from 1 to 65535")
    return int(text)


if __name__ == "__main__":
    server.run("http", host="0.0.0.0", port=port(), show_banner=False)
    telemetry.provider.shutdown()
