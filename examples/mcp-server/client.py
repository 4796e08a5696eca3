"""Calls the example server's tools, one every second or so: python client.py URL"""

import random
import sys

import anyio
import telemetry
from fastmcp import Client
from fastmcp.exceptions import ToolError


async def session(url):
    async with Client(url) as client:
        await client.list_tools()
        for _ in range(random.randint(5, 50)):
            tool = random.choices(["find_order", "cancel_order"], [4, 1])[0]
            try:
                await client.call_tool(tool, {"number": random.randint(1, 999)})
            except ToolError as error:
                print(tool, "failed:", error)
            await anyio.sleep(random.expovariate(1))


async def main(url):
    while True:
        try:
            await session(url)
        except Exception as error:  # the server may not be there yet, or no longer
            print("again in 5 s:", error)
            await anyio.sleep(5)


if len(sys.argv) != 2:
    sys.exit("usage: python client.py http://localhost:8000/mcp")
try:
    anyio.run(main, sys.argv[1])
except KeyboardInterrupt:
    pass
telemetry.provider.shutdown()
