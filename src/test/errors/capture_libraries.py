"""Like capture.py, for what libraries, bundlers and other versions of runtimes add to a stack trace.

    python3 src/test/errors/capture_libraries.py [minified | node | python | go | rust ...]

Needs node and, in NODE_MODULES, esbuild and terser; the Pythons in PYTHONS, separated by spaces; go and
cargo with their registries.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent / "resources" / "errors"
VALUES = ["7f3a-12", "pear-99812"]
RELEASES = ["srv/shop/releases/20240131", "home/build/shop-1.3.0/app"]

NODE_LIBRARY = """exports.each = (list, f) => list.map((one) => f(one));
exports.find = (key) => { throw new RangeError('no row for ' + key); };
exports.later = async (f) => { await null; return f(); };
"""
NODE = """const rows = require('@acme/rows');
const { findRow } = { findRow: (key) => rows.find(key) };
function load(value) { return findRow(value); }
function report(value) { return [value].map((one) => findRow(one)); }
function checked(value) { return rows.each([value], (one) => { if (one) throw new TypeError('bad ' + one); }); }
async function later(value) { return rows.later(() => { throw new Error('late ' + value); }); }
function script(value) { return new (require('vm').Script)('let = = ' + value); }
function invalid(value) { return new URL('no url ' + value); }
function coded(value) { return require('fs').openSync('/none/' + value, 'r'); }
(async () => {
  try {
    await { load, report, checked, later, script, invalid, coded }[process.argv[2]](process.argv[3]);
  } catch (error) {
    console.error(error.stack);
  }
})();
"""
PYTHON_LIBRARY = """def find(key):
    raise LookupError("no row for " + key)


def each(rows, function):
    return [function(row) for row in rows]
"""
PYTHON = """import sys
import traceback

sys.path.insert(0, __file__.rsplit("/", 1)[0] + "/venv/lib/python3/site-packages")
import acme_rows


class StockError(Exception):
    pass


def load(value):
    return acme_rows.find(value)


def report(value):
    return acme_rows.each([value], acme_rows.find)


def stocked(value):
    if value:
        raise StockError(
            "no stock of "
            + value
        )


def each(value):
    return acme_rows.each([value], lambda row: stocked(row))


def rules(value):
    return compile("price = (" + value + " 1", "rules.txt", "exec")


def indented(value):
    exec("if True:\\npass  # " + value)


def wrapped(value):
    try:
        load(value)
    except LookupError as error:
        raise StockError("cannot load " + value) from error


def noted(value):
    error = StockError("no stock")
    if hasattr(error, "add_note"):
        error.add_note("of " + value)
    raise error


class Order:
    def __init__(self, value):
        self.value = int("n" + value)

    @property
    def total(self):
        return self.missing


def created(value):
    return Order(value)


def attribute(value):
    return Order.__new__(Order).total


def generated(value):
    return sum(len(row) for row in [value, None])


try:
    globals()[sys.argv[1]](sys.argv[2])
except Exception:
    traceback.print_exc()
"""
GO = """package main

import (
	"fmt"
	"os"

	"github.com/pkg/errors"
)

var missing = errors.New("no stock")

func find(value string) error { return errors.Errorf("no row for %s", value) }

func load(value string) error { return errors.Wrap(find(value), "cannot load") }

func report(value string) error { return errors.Wrapf(find(value), "cannot report %s", value) }

func file(value string) error {
	_, err := os.Open("/none/" + value)
	return errors.WithStack(err)
}

func check(value string) error { return errors.WithMessage(missing, "order "+value) }

type orders struct{}

func (o *orders) price(value string) error { return errors.Errorf("no price of %s", value) }

func closure(value string) error {
	return func() error { return new(orders).price(value) }()
}

func main() {
	faults := map[string]func(string) error{
		"load": load, "report": report, "file": file, "check": check, "closure": closure,
	}
	fmt.Fprintf(os.Stderr, "%+v\\n", faults[os.Args[1]](os.Args[2]))
}
"""
RUST = """use anyhow::{anyhow, bail, Context, Result};
fn find(value: &str) -> Result<u32> {
    Err(anyhow!("no row for {}", value))
}
fn load(value: &str) -> Result<u32> {
    find(value).context("cannot load")
}
fn report(value: &str) -> Result<u32> {
    find(value).with_context(|| format!("cannot report {}", value))
}
fn file(value: &str) -> Result<u32> {
    let text = std::fs::read_to_string(format!("/none/{}", value)).context("cannot read the prices")?;
    Ok(text.len() as u32)
}
fn number(value: &str) -> Result<u32> {
    Ok(format!("n{}", value).parse::<u32>()?)
}
fn check(value: &str) -> Result<u32> {
    bail!("no stock of {}", value)
}
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let fault = match arguments[1].as_str() {
        "load" => load,
        "report" => report,
        "file" => file,
        "number" => number,
        _ => check,
    };
    fault(&arguments[2])?;
    Ok(())
}
"""


def run(errors, work, number, group, language, faults, command, env=None):
    for fault in faults.split():
        for value in VALUES:
            result = subprocess.run(
                [*command, fault, value], capture_output=True, text=True, env=dict(os.environ, **(env or {}))
            )
            stack = result.stderr.replace(str(work), "" if number else "/mnt")
            stack = stack.replace(str(pathlib.Path.home()), "/home/ci")
            if stack.strip():
                errors.append({"language": language, "group": f"{group}.{fault}", "stacktrace": stack[:20000]})


def moved(text, comment, number):
    """A later release has other lines."""
    return (comment + " moved\n") * 5 * number + text


def minified(errors, work, place, number):
    lines = (HERE / "shop.js").read_text().splitlines(keepends=True)
    more = "".join(
        f"function more{i}(v) {{ return v * {i} + Math.random(); }}\nglobalThis.more{i} = more{i};\n"
        for i in range(3 * number)
    )
    (place / "shop.js").write_text(lines[0] + more + "".join(lines[1:]))
    tools = pathlib.Path(os.environ["NODE_MODULES"]) / ".bin"
    esbuild = "--bundle --minify --platform=node --sourcemap --log-level=error --outfile=dist/bundle.js"
    subprocess.run([tools / "esbuild", "shop.js", *esbuild.split()], check=True, cwd=place)
    terser = "-c -m --toplevel -o public/app.min.js"
    subprocess.run([tools / "terser", "shop.js", *terser.split()], check=True, cwd=place)
    faults = "parse load report check wrapped mapped all any read"
    run(errors, work, number, "javascript-bundled", "javascript", faults, ["node", place / "dist/bundle.js"])
    run(errors, work, number, "javascript-minified", "javascript", faults, ["node", place / "public/app.min.js"])
    mapped = ["node", "--enable-source-maps", place / "dist/bundle.js"]
    run(errors, work, number, "javascript-mapped", "javascript", faults, mapped)


def node(errors, work, place, number):
    library = place / "node_modules/@acme/rows"
    library.mkdir(parents=True)
    (library / "index.js").write_text(moved(NODE_LIBRARY, "//", number))
    (place / "shop.js").write_text(moved(NODE, "//", number))
    faults = "load report checked later script invalid coded"
    run(errors, work, number, "javascript-libraries", "javascript", faults, ["node", place / "shop.js"])


def python(errors, work, place, number):
    library = place / "venv/lib/python3/site-packages/acme_rows"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text(moved(PYTHON_LIBRARY, "#", number))
    (place / "shop.py").write_text(moved(PYTHON, "#", number))
    faults = "load report stocked each rules indented wrapped noted created attribute generated"
    for each in os.environ.get("PYTHONS", "python3").split():
        run(errors, work, number, "python-libraries", "python", faults, [each, place / "shop.py"])


def go(errors, work, place, number):
    (place / "main.go").write_text(moved(GO, "//", number))
    for command in ["mod init github.com/acme/shop", "get github.com/pkg/errors", "build -o shop ."]:
        subprocess.run(["go", *command.split()], check=True, cwd=place, capture_output=True)
    run(errors, work, number, "go-libraries", "go", "load report file check closure", [place / "shop"])


def rust(errors, work, place, number):
    (place / "src").mkdir()
    (place / "src/main.rs").write_text(moved(RUST, "//", number))
    (place / "Cargo.toml").write_text(
        '[package]\nname = "shop"\nversion = "1.0.0"\nedition = "2021"\n\n[dependencies]\nanyhow = "1"\n'
    )
    env = dict(os.environ, CARGO_TARGET_DIR=str(place / "target"))
    subprocess.run(["cargo", "build", "--quiet"], check=True, cwd=place, env=env)
    command = [place / "target/debug/shop"]
    faults = "load report file number check"
    run(errors, work, number, "rust-libraries", "rust", faults, command, {"RUST_BACKTRACE": "1"})


for capture in [globals()[name] for name in sys.argv[1:] or ["minified", "node", "python", "go", "rust"]]:
    with tempfile.TemporaryDirectory() as scratch:
        captured = []
        for release, directory in enumerate(RELEASES):
            source = pathlib.Path(scratch) / directory
            source.mkdir(parents=True)
            capture(captured, scratch, source, release)
    name = "javascript-minified" if capture is minified else capture.__name__ + "-libraries"
    (OUT / f"{name}.jsonl").write_text("".join(json.dumps(error) + "\n" for error in captured))
    print(name, len(captured))
