"""Applies one mutant after the other in a clone of the repository, builds, and runs tests until one fails."""

import argparse
import json
import os
import random
import subprocess
import time
from pathlib import Path

from . import carrying_out, judging, planning, writing
from .mutant import ALL_LAWS

REPOSITORY = Path(__file__).resolve().parents[3]
MUTANTS = judging.MUTANTS + planning.MUTANTS + carrying_out.MUTANTS + writing.MUTANTS
# With its index: a build without one cannot list the tests in a fresh clone.
BUILD = ["swift", "build", "--build-tests"]
TEST = ["swift", "test", "--skip-build", "--disable-xctest", "--filter"]
TIMEOUT = 3600
#: How a test run says that a test failed or that the program crashed.
NOTICED = ["\u2718".encode(), b"unexpected signal", b"Fatal error"]


def work():
    return Path(os.environ.get("LIFEBOOT_MUTANTS_WORK") or "/tmp/lifeboot-mutants")


def problem(mutant, base):
    """Why the mutant does not fit the code any more, or None."""
    path = base / mutant.file
    if not path.exists():
        return "there is no %s" % mutant.file
    count = path.read_text().count(mutant.old)
    if mutant.old == mutant.new:
        return "it changes nothing"
    return None if count == 1 else "its text stands %d times in %s" % (count, mutant.file)


def run(words, folder, log):
    """Exit status, or None where it took too long."""
    environment = dict(os.environ)
    if words[-1] != ALL_LAWS:
        environment["LIFEBOOT_LAW_SEEDS"] = "1-100"
    with open(log, "ab") as out:
        child = subprocess.Popen(words, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            return child.wait(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, 9)
            child.wait()
            return None


def clone():
    """The clone, with the tests built once."""
    folder = work() / "clone"
    if not folder.exists():
        work().mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "clone", "-q", str(REPOSITORY), str(folder)], check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout.strip()
    for words in (["fetch", "-q", "origin"], ["checkout", "-q", "--force", "--detach", head]):
        subprocess.run(["git"] + words, cwd=folder, check=True)
    log = work() / "base.log"
    if run(BUILD, folder, log) != 0:
        raise SystemExit("the code does not build without a mutant: %s" % log)
    return folder, head


def first_failing(mutant, folder, log):
    """The tests that notice the mutant, or None. Tests that did not run have noticed nothing."""
    for tests in mutant.tests:
        before = log.stat().st_size
        status = run(TEST + [tests], folder, log)
        if status is None:
            return tests + " (took too long)"
        if status != 0:
            said = log.read_bytes()[before:]
            if not any(mark in said for mark in NOTICED):
                raise SystemExit("%s could not be run on %s: %s" % (tests, mutant.name, log))
            return tests
    return None


def try_one(mutant, folder):
    """killed by whom, survived, or not built."""
    log = work() / (mutant.name + ".log")
    log.unlink(missing_ok=True)
    path = folder / mutant.file
    text = path.read_text()
    begin = time.monotonic()
    try:
        path.write_text(text.replace(mutant.old, mutant.new))
        if run(BUILD, folder, log) != 0:
            if b"error:" not in log.read_bytes():
                raise SystemExit("%s could not be built, and the compiler does not say why: %s" % (mutant.name, log))
            return {"result": "not built", "by": "", "seconds": round(time.monotonic() - begin)}
        by = first_failing(mutant, folder, log)
    finally:
        path.write_text(text)
    return {"result": "killed" if by else "survived", "by": by or "", "seconds": round(time.monotonic() - begin)}


def base_passes(folder, chosen):
    """The tests must pass without a mutant, or every one of them would seem to be noticed."""
    for tests in sorted({tests for mutant in chosen for tests in mutant.tests} - {ALL_LAWS}):
        status = run(TEST + [tests], folder, work() / "base.log")
        if status != 0:
            raise SystemExit("%s fail without a mutant (%s): %s" % (tests, status, work() / "base.log"))


def report(results):
    """A table in Markdown: the numbers, then what survived."""
    known = [mutant for mutant in MUTANTS if mutant.name in results]
    counts = {word: sum(results[one.name]["result"] == word for one in known) for word in ("killed", "survived", "not built")}
    print("%d of %d mutants tried: %d killed, %d survived, %d not built" % (len(known), len(MUTANTS), *counts.values()))
    for mutant in known:
        result = results[mutant.name]
        if result["result"] != "killed":
            print("\n* %s (%s): %s" % (mutant.name, mutant.file, result["result"]))
            print("  breaks: %s" % mutant.breaks)
            if mutant.elsewhere:
                print("  seen by: %s" % mutant.elsewhere)


def main(arguments, usage):
    parser = argparse.ArgumentParser(prog="Tests/Mutants/run", usage=usage)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--stages", type=int, default=99)
    parser.add_argument("--only", action="append", default=[])
    options = parser.parse_args(arguments)
    chosen = [one for one in MUTANTS if not options.only or any(word in one.name + one.file for word in options.only)]
    if options.list:
        for mutant in chosen:
            print("%-34s %s: %s" % (mutant.name, mutant.file, mutant.breaks))
        return 0
    broken = [(mutant.name, why) for mutant in chosen for why in [problem(mutant, REPOSITORY)] if why]
    names = [mutant.name for mutant in MUTANTS]
    broken += [(name, "its name is taken") for name in sorted(set(names)) if names.count(name) > 1]
    for name, why in broken:
        print("%s: %s" % (name, why))
    if options.check:
        print("%d mutants, %d do not fit" % (len(chosen), len(broken)))
        return 1 if broken else 0
    results_file = work() / "results.json"
    results = json.loads(results_file.read_text()) if results_file.exists() else {}
    if options.report:
        report(results)
        return 0
    folder, head = clone()
    random.Random(1).shuffle(chosen)  # so that a run which is stopped early says something about all of it
    for one in chosen:
        one.tests = one.tests[: options.stages]  # a survivor of few may be noticed by more
    chosen = [one for one in chosen if not problem(one, folder) and not (options.resume and one.name in results)]
    base_passes(folder, chosen)
    end = time.monotonic() + options.minutes * 60
    for index, mutant in enumerate(chosen):
        if time.monotonic() > end:
            break
        results[mutant.name] = dict(try_one(mutant, folder), commit=head)
        result = results[mutant.name]
        print("%d/%d %s: %s %s (%d s)" % (index + 1, len(chosen), mutant.name, result["result"], result["by"], result["seconds"]), flush=True)
        results_file.write_text(json.dumps(results, indent=1))
    report(results)
    return 1 if any(results.get(one.name, {}).get("result") == "survived" and not one.elsewhere for one in chosen) else 0
