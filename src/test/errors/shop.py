import asyncio
import json
import sys


class StockError(Exception):
    pass


def parse(value):
    return json.loads('{"order": ' + value + "x")


def price(value):
    return {"apple": 3}[value]


def load(value):
    return price(value)


def report(value):
    return price(value)


def check(value):
    raise StockError(f"order {value} has no stock")


def walk(depth):
    if depth == 0:
        raise ValueError("the end")
    walk(depth - 1)


def endless():
    endless()


def chained(value):
    try:
        price(value)
    except KeyError as e:
        raise StockError(f"no price of {value}") from e


def during(value):
    try:
        check(value)
    except StockError:
        return int("n" + value)


async def fetch(value):
    await asyncio.sleep(0)
    raise ConnectionError(f"10.0.0.{len(value)}:5432 refused {value}")


async def gathered(value):
    await asyncio.gather(fetch(value), asyncio.sleep(0))


async def grouped(value):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(fetch(value))


FAULTS = {
    "parse": parse,
    "load": load,
    "report": report,
    "check": check,
    "walk": lambda v: walk(len(v) * 3),
    "endless": lambda v: endless(),
    "chained": chained,
    "during": during,
    "gathered": lambda v: asyncio.run(gathered(v)),
    "grouped": lambda v: asyncio.run(grouped(v)),
    "attribute": lambda v: None.total,
}
FAULTS[sys.argv[1]](sys.argv[2])
