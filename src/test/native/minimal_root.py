"""Starts /opt/toolwatch/toolwatch in the root given, as the image's user, sends to it and stops it under traffic."""

import ctypes
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

ROOT = sys.argv[1]
USER, GROUP = 10001, 0
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 38, 24
STOP_SECONDS = 2.0

# The pages that only the start needs are given back five seconds after it.
REST_SECONDS = 7
REST_MIB = 80


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


GRPC, HTTP, API, MANAGEMENT = (free_port() for _ in range(4))
ENVIRONMENT = {
    "TZ": "Pacific/Auckland",
    "TOOLWATCH_STORE_PATH": "/var/lib/toolwatch",
    "TOOLWATCH_OTLP_GRPC_PORT": str(GRPC),
    "TOOLWATCH_OTLP_HTTP_PORT": str(HTTP),
    "QUARKUS_HTTP_PORT": str(API),
    "QUARKUS_MANAGEMENT_PORT": str(MANAGEMENT),
    # Waiting for the spans above a span is not what is shown here.
    "TOOLWATCH_MCP_JOIN_WAIT": "200ms",
}


def confine():
    """Runs in the child: what an engine does with read_only, cap_drop: ALL and no-new-privileges."""
    libc = ctypes.CDLL(None, use_errno=True)
    os.chroot(ROOT)
    os.chdir("/var/lib/toolwatch")
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    os.setgroups([])
    os.setresgid(GROUP, GROUP, GROUP)
    os.setresuid(USER, USER, USER)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def run(*arguments, **options):
    return subprocess.Popen(
        ["/opt/toolwatch/toolwatch", *arguments],
        env=ENVIRONMENT,
        preexec_fn=confine,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def request(number):
    end = time.time_ns()
    span = {
        "traceId": f"{number + 1:032x}",
        "spanId": f"{number + 1:016x}",
        "name": "tools/call find_order",
        "kind": 2,
        "startTimeUnixNano": str(end - 5_000_000),
        "endTimeUnixNano": str(end),
        "attributes": [
            {"key": "mcp.method.name", "value": {"stringValue": "tools/call"}},
            {"key": "gen_ai.tool.name", "value": {"stringValue": "find_order"}},
        ],
    }
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "minimal-root"}}]}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]}).encode()


def send(number):
    """Whether it was accepted."""
    post = urllib.request.Request(
        f"http://127.0.0.1:{HTTP}/v1/traces", request(number), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(post, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def metric(pattern):
    with urllib.request.urlopen(f"http://127.0.0.1:{MANAGEMENT}/metrics", timeout=5) as page:
        return sum(float(value) for value in re.findall(rf"(?m)^{pattern} (\S+)", page.read().decode()))


def accepted():
    return metric(r'toolwatch_otlp_items_total\{signal="spans",transport="http",result="accepted"\}')


def check(what, holds, told=""):
    if holds:
        print("ok", what)
    else:
        print("FAILED", what, told)
        sys.exit(1)


service = run()
output = []
reader = threading.Thread(target=lambda: output.extend(service.stdout))
reader.start()
try:
    deadline = time.monotonic() + 10
    while run("--health").wait() != 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    check("becomes healthy, as its own --health sees it", time.monotonic() < deadline, output)

    status = open(f"/proc/{service.pid}/status").read()
    check("runs as 10001:0", re.search(r"Uid:\s+10001\s+10001.*\nGid:\s+0\s+0", status))
    check("has no capability", re.search(r"CapPrm:\s+0+\nCapEff:\s+0+\nCapBnd:\s+0+", status))

    time.sleep(REST_SECONDS)
    resident = int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{service.pid}/status").read())[1]) / 1024
    check(f"has less than {REST_MIB} MiB resident at rest: {resident:.0f}", resident < REST_MIB)

    mapped = open(f"/proc/{service.pid}/maps").read()
    check("has its connections over epoll, whose library it brings", "libnetty_transport_native_epoll" in mapped)

    for number in range(50):
        check(f"request {number}", send(number)) if number == 0 else send(number)
    check("counts what it accepted", accepted() == 50)
    calls = r'mcp_server_operation_duration_seconds_count\{service_name="minimal-root",[^}]*outcome="ok"\}'
    deadline = time.monotonic() + 10
    while metric(calls) != 50 and time.monotonic() < deadline:
        time.sleep(0.05)
    check("tells them as calls", metric(calls) == 50)
    check("TZ is heard", any("+13:00" in line or "+12:00" in line for line in output), output[:1])

    # Under traffic until it no longer answers.
    tally = []
    ended = threading.Event()

    def sender(first):
        for number in range(first, first + 100_000):
            if ended.is_set():
                return
            tally.append(send(number))

    senders = [threading.Thread(target=sender, args=(1_000_000 * (i + 1),)) for i in range(4)]
    for thread in senders:
        thread.start()
    time.sleep(1)
    begun = time.monotonic()
    service.terminate()
    code = service.wait(20)
    took = time.monotonic() - begun
    ended.set()
    for thread in senders:
        thread.join()
    reader.join()
    check(f"ends within {STOP_SECONDS:.0f} s of SIGTERM, under traffic: {took:.3f} s", took < STOP_SECONDS)
    check("ends as told: 0, or 143 for SIGTERM", code in (0, 143), code)
    lines = [json.loads(line) for line in output]
    errors = [line for line in lines if line["level"] not in ("INFO", "WARN")]
    check("logs JSON only, and no error", not errors, errors[:1])
    told = [re.search(r"(\d+) spans accepted", line["message"]) for line in lines]
    told = [int(match.group(1)) for match in told if match]
    check(
        f"loses nothing of the {50 + sum(tally)} it accepted",
        told and told[-1] == 50 + sum(tally),
        f"counted {told}",
    )
finally:
    service.kill()
