"""Runs the programs of this directory and writes what they throw to src/test/resources/errors.

    python3 src/test/errors/capture.py [language ...]

Each fault is thrown by two releases, which lie in other directories and have other lines, with two
values each. Needs the runtimes: python3, node, java, go, ruby, php, mono with mcs, rustc.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent / "resources" / "errors"
VALUES = ["7f3a-12", "pear-99812"]

LANGUAGES = {
    "python": ("shop.py", "#", "parse load report check walk endless chained during gathered grouped attribute"),
    "javascript": ("shop.js", "//", "parse load report check walk endless wrapped mapped all any read"),
    "java": ("Shop.java", "//", "load report check walk endless chained mapped async suppressed anonymous"),
    "go": ("shop.go", "//", "load report index check walk closure mapped goroutine recovered"),
    "ruby": ("shop.rb", "#", "load report check walk endless chained mapped undefined"),
    "php": ("shop.php", "//", "load report check walk chained mapped typed"),
    "csharp": ("Shop.cs", "//", "Load Report Check Walk Chained Mapped Outer Wait Generic"),
    "rust": ("shop.rs", "//", "load report check walk mapped thread index"),
}


def command(language, source):
    """Builds a program and says how it is run."""
    place = source.parent
    if language == "java":
        subprocess.run(["javac", "-d", place, source], check=True)
        return ["java", "-cp", place, "com.acme.shop.Shop"]
    if language == "go":
        env = dict(os.environ, GOFLAGS="-mod=mod", GO111MODULE="off")
        subprocess.run(["go", "build", "-o", "shop", source], check=True, cwd=place, env=env)
        return [place / "shop"]
    if language == "csharp":
        subprocess.run(["mcs", "-debug", "-out:" + str(place / "shop.exe"), source], check=True)
        return ["mono", "--debug", place / "shop.exe"]
    if language == "rust":
        subprocess.run(["rustc", "-g", "-o", place / "shop", source], check=True)
        return [place / "shop"]
    return [{"python": "python3", "javascript": "node"}.get(language, language), source]


def capture(language, work):
    name, comment, faults = LANGUAGES[language]
    errors = []
    for number, directory in enumerate(["srv/shop/releases/20240131", "home/build/shop-1.3.0/app"]):
        place = work / directory
        place.mkdir(parents=True, exist_ok=True)
        lines = (HERE / name).read_text().splitlines(keepends=True)
        source = place / name
        # PHP's first line must stay the first.
        source.write_text("".join(lines[:1] + [comment + " moved\n"] * 7 * number + lines[1:]))
        run = command(language, source)
        for fault in faults.split():
            for value in VALUES:
                env = dict(os.environ, RUST_BACKTRACE="1")
                result = subprocess.run([*run, fault, value], capture_output=True, text=True, env=env)
                stack = result.stderr.replace(str(work), "" if number else "/mnt")
                errors.append({"group": f"{language}.{fault}", "stacktrace": stack[:20000]})
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / f"{language}.jsonl", "w") as file:
        for error in errors:
            file.write(json.dumps({"language": language, **error}) + "\n")
    print(language, len(errors))


for wanted in sys.argv[1:] or LANGUAGES:
    scratch = pathlib.Path(tempfile.mkdtemp())
    try:
        capture(wanted, scratch)
    finally:
        shutil.rmtree(scratch)
