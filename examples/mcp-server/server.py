"""A FastMCP server with two tools; the spans are FastMCP's own."""

import random

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


if __name__ == "__main__":
    server.run("http", host="0.0.0.0", port=8000, show_banner=False)
    telemetry.provider.shutdown()
