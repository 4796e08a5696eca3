"""The FastMCP server that bench/overhead.sh measures: one tool, which waits for 5 ms as for a database. PORT is its port.

It does nothing for telemetry: opentelemetry-instrument sets that up, and the spans are FastMCP's own.
"""

import os

import anyio
from fastmcp import FastMCP

server = FastMCP("orders")


@server.tool
async def find_order(number: int) -> dict:
    await anyio.sleep(0.005)
    return {"number": number, "state": "on its way", "items": [{"article": f"a-{i}", "amount": i} for i in range(1, 6)]}


try:
    server.run(
        "http",
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        show_banner=False,
        log_level="warning",
        uvicorn_config={"access_log": False},
    )
except KeyboardInterrupt:
    pass
