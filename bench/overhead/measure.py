"""Measures what telemetry costs an MCP server. bench/overhead.sh starts this; it says what is measured, and how.

python3 measure.py --server python|node --installed DIRECTORY --vegeta PATH --otlp URL --metrics URL [options of overhead.sh]
"""

import argparse
import base64
import collections
import csv
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from differences import difference, quantile

# Long enough for batches of spans to be sent: the first ones take several times as long, above all in Node.
WARM_UP_SECONDS = 10
ATTEMPTS = 5
CORES = sorted(os.sched_getaffinity(0))
# What each state adds to the environment; off is a server without telemetry.
STATES = {
    "off": {},
    "on": {},
    "stopped": {},
    "traces": {"OTEL_METRICS_EXPORTER": "none"},
    "metrics": {"OTEL_TRACES_EXPORTER": "none"},
    "sampled": {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.1"},
}
LABELS = {
    "off": "without telemetry",
    "on": "traces and metrics",
    "stopped": "the same, Toolwatch stopped",
    "traces": "only traces",
    "metrics": "only metrics",
    "sampled": "traces of one call in ten, metrics",
}
FIGURES = ["P50 (ms)", "P95 (ms)", "P99 (ms)", "CPU per call (ms)"]
# The answered tool calls of each state, to be compared with Toolwatch's count.
answered = collections.Counter()


class TooSlow(Exception):
    """The machine was too busy for the rate of calls."""


def fail(message):
    sys.exit(f"overhead: {message}")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def cpu_seconds(pid):
    # The clock of a process, as clock_getcpuclockid(3) computes its id: exact, where /proc/PID/stat counts 10 ms.
    return time.clock_gettime((~pid << 3) | 2)


class Server:
    """A server of one round, on a core of its own if there are several."""

    def __init__(self, options, state, log):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/mcp"
        self.state = state
        self.session = None
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
        environment["PORT"] = str(port)
        if state != "off":
            otlp = f"http://127.0.0.1:{free_port()}" if state == "stopped" else options.otlp
            environment |= {
                "OTEL_SERVICE_NAME": service(options, state),
                "OTEL_EXPORTER_OTLP_ENDPOINT": otlp,
                "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
                "OTEL_METRICS_EXPORTER": "otlp",
                "OTEL_LOGS_EXPORTER": "none",
                "OTEL_METRIC_EXPORT_INTERVAL": str(options.seconds * 1000),
            } | STATES[state]
        command = commands(options)[state != "off"]
        self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, preexec_fn=own_core)

    def post(self, body):
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        if self.session:
            headers["Mcp-Session-Id"] = self.session
        request = urllib.request.Request(self.url, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            self.session = answer.headers.get("Mcp-Session-Id", self.session)
            return answer.read().decode()

    def start_session(self):
        client = {"name": "overhead", "version": "1"}
        parameters = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client}
        deadline = time.monotonic() + 60
        while True:
            try:
                self.post({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": parameters})
                break
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    fail("the server did not start")
                time.sleep(0.1)
        self.post({"jsonrpc": "2.0", "method": "notifications/initialized"})
        answer = self.post(call(1))
        if "on its way" not in answer:
            fail(f"the server answers a call with {answer}")
        answered[self.state] += 1

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # after a SIGTERM, uvicorn ends without sending the last spans
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def commands(options):
    """How to start the server without and with telemetry."""
    if options.server == "python":
        here = os.path.dirname(os.path.abspath(__file__))
        plain = [f"{options.installed}/bin/python", f"{here}/server.py"]
        return plain, [f"{options.installed}/bin/opentelemetry-instrument"] + plain
    server, telemetry = f"{options.installed}/server.mjs", f"{options.installed}/telemetry.mjs"
    return ["node", server], ["node", "--import", telemetry, server]


def own_core():
    if len(CORES) > 1:
        os.sched_setaffinity(0, {CORES[0]})


def service(options, state):
    return f"overhead-{options.server}-{state}"


def call(number):
    parameters = {"name": "find_order", "arguments": {"number": number}}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": parameters}


def attack(options, server, seconds, first):
    """Calls at a constant rate; the durations of the answers in milliseconds, sorted."""
    header = {
        "Content-Type": ["application/json"],
        "Accept": ["application/json, text/event-stream"],
        "Mcp-Session-Id": [server.session],
    }
    count = options.rate * seconds
    with tempfile.TemporaryDirectory() as directory:
        targets, results = os.path.join(directory, "targets"), os.path.join(directory, "results")
        with open(targets, "w") as file:
            # Each call with an id of its own: calls that are open at the same time must not share one.
            for number in range(first, first + count):
                body = base64.b64encode(json.dumps(call(number)).encode()).decode()
                file.write(json.dumps({"method": "POST", "url": server.url, "header": header, "body": body}) + "\n")
        command = [options.vegeta, "attack", "-format=json", f"-targets={targets}", f"-rate={options.rate}/1s"]
        command += [f"-duration={seconds}s", "-timeout=10s", "-max-body=0", f"-output={results}"]
        subprocess.run(command, check=True, timeout=seconds + 60)
        encode = [options.vegeta, "encode", "--to", "csv", results]
        text = subprocess.run(encode, check=True, timeout=60, capture_output=True, text=True).stdout
    rows = list(csv.reader(text.splitlines()))
    failed = [row for row in rows if row[1] != "200"]
    if failed:
        fail(f"{len(failed)} of {len(rows)} calls failed: {failed[0]}")
    answered[server.state] += len(rows)
    if len(rows) < count:
        raise TooSlow(f"Vegeta sent {len(rows)} instead of {count} calls")
    return sorted(int(row[2]) / 1e6 for row in rows)


def measure(options, state, log):
    """One round of a state: its figures in the order of FIGURES."""
    server = Server(options, state, log)
    try:
        server.start_session()
        attack(options, server, WARM_UP_SECONDS, 2)
        before = cpu_seconds(server.process.pid)
        durations = attack(options, server, options.seconds, 2 + options.rate * WARM_UP_SECONDS)
        cpu = (cpu_seconds(server.process.pid) - before) * 1000 / len(durations)
        return [quantile(durations, share) for share in (0.5, 0.95, 0.99)] + [cpu]
    finally:
        server.stop()


def measure_again(options, state, log):
    """One round of a state, from the beginning if other work disturbs it."""
    for _ in range(ATTEMPTS):
        try:
            return measure(options, state, log)
        except TooSlow as busy:
            print(f"{busy}: the round of the state {state} begins again", file=sys.stderr)
    fail(f"the machine is too busy for {options.rate} calls per second")


def measure_all(options, log):
    """The figures of every round by state. The states of a round come in random order, each with a new process."""
    rounds = {state: [] for state in options.states}
    chance = random.Random(1)
    for number in range(1, options.rounds + 1):
        for state in chance.sample(options.states, len(options.states)):
            figures = measure_again(options, state, log)
            rounds[state].append(figures)
            print(f"round {number}, {state}: " + ", ".join(f"{figure:.2f}" for figure in figures), file=sys.stderr)
    return rounds


def counted(options, state):
    """The tool calls that Toolwatch has counted for a state."""
    with urllib.request.urlopen(options.metrics, timeout=10) as answer:
        page = answer.read().decode()
    name = re.escape(service(options, state))
    line = rf'^mcp_server_operation_duration_seconds_count\{{[^}}]*"[^"]*{name}"[^}}]*\}} (\S+)'
    return sum(float(m[1]) for m in re.finditer(line, page, re.M) if 'mcp_method_name="tools/call"' in m[0])


def check_arrival(options, state):
    """Fails unless every call of the state has been counted: otherwise the server was measured doing less."""
    deadline = time.monotonic() + 30
    while (count := counted(options, state)) != answered[state]:
        if time.monotonic() > deadline:
            fail(f"Toolwatch counted {count:.0f} of {answered[state]} calls of the state {state}")
        time.sleep(1)
    print(f"Toolwatch counted all {count:.0f} calls of the state {state}.", file=sys.stderr)


def table(options, rounds):
    """Prints the medians of the rounds and returns the differences of the 95th percentile by state."""
    print(f"| {options.server} | " + " | ".join(FIGURES) + " |")
    print("|---" * (1 + len(FIGURES)) + "|")
    of_p95 = {}
    for state in options.states:
        cells = []
        for i, figure in enumerate(FIGURES):
            values = [figures[i] for figures in rounds[state]]
            cell = f"{statistics.median(values):.2f}"
            if state != "off":
                percent, low, high = difference([figures[i] for figures in rounds["off"]], values)
                cell += f"; {percent:+.1f} % ({low:+.1f} to {high:+.1f})"
                if figure == "P95 (ms)":
                    of_p95[state] = (percent, low, high)
            cells.append(cell)
        print(f"| {LABELS[state]} | " + " | ".join(cells) + " |")
    print()
    return of_p95


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True, choices=["python", "node"])
    parser.add_argument("--installed", required=True)
    parser.add_argument("--vegeta", required=True)
    parser.add_argument("--otlp", required=True)
    parser.add_argument("--metrics", required=True)
    parser.add_argument("--states", default="off,on,stopped", type=lambda text: text.split(","))
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--limit", type=float, default=5)
    parsed = parser.parse_args()
    if "off" not in parsed.states or not set(parsed.states) <= set(STATES):
        fail(f"--states must be off and some of {', '.join(STATES)}")
    return parsed


def main():
    parsed = options()
    if len(CORES) > 1:
        os.sched_setaffinity(0, set(CORES[1:]))  # for Vegeta, which this starts
    with tempfile.TemporaryFile("w+") as log:
        try:
            rounds = measure_all(parsed, log)
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read()[-4000:])
            raise
    for state in parsed.states:
        if state in ("on", "traces"):
            check_arrival(parsed, state)
    for state, (percent, low, _) in table(parsed, rounds).items():
        if low > parsed.limit:
            fail(f"the 95th percentile of the state {state} is {percent:.1f} % higher, over the limit of {parsed.limit} %")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except (subprocess.SubprocessError, OSError) as error:
        fail(error)
