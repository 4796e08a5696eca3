#!/usr/bin/env python3
"""Asks Sentry's own normaliser what it thinks of events.

Reads events as lines of JSON from files or standard input, and prints what the normaliser
complains of: errors, and the remarks it leaves in `_meta` when it changes or removes a value.
Ends with 1 if there is anything. The events are written by SentryEventsTest:

    ./mvnw test -Dtest=SentryEventsTest
    pip install sentry-relay==0.10.1
    python3 src/test/sentry/normalise.py target/sentry-events.jsonl
"""

import fileinput
import json
import sys

from sentry_relay.processing import StoreNormalizer


def remarks(meta, path=()):
    """The places that the normaliser has something to say about."""
    for key, value in meta.items():
        if key == "":
            yield ".".join(path), value
        else:
            yield from remarks(value, path + (key,))


def main():
    normaliser = StoreNormalizer(project_id=1)
    events = complaints = 0
    for number, line in enumerate(fileinput.input(), start=1):
        event = json.loads(line)
        normal = normaliser.normalize_event(dict(event))
        events += 1
        problems = [f"error {error}" for error in normal.get("errors") or []]
        problems += [f"{path}: {said}" for path, said in remarks(normal.get("_meta") or {})]
        for field in ("platform", "environment", "release", "transaction", "fingerprint", "level"):
            if event.get(field) is not None and event[field] != normal.get(field):
                problems.append(f"{field} {event[field]!r} became {normal.get(field)!r}")
        tags = dict(normal.get("tags") or [])
        problems += [
            f"tag {name} {value!r} became {tags.get(name)!r}"
            for name, value in (event.get("tags") or {}).items()
            if tags.get(name) != value
        ]
        sent = event.get("exception", {}).get("values", [])
        kept = (normal.get("exception") or {}).get("values") or []
        if len(sent) != len(kept):
            problems.append(f"{len(sent)} exceptions became {len(kept)}")
        complaints += len(problems)
        for problem in problems:
            print(f"event {number}: {problem}")
    print(f"{events} events, {complaints} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
