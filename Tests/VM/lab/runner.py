"""Runs cases, each in a process of its own, two at a time; prints progress and the table."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from . import cache, crash, kernel, tools
from .case import FULL, SMOKE, Case, Failed, Skipped

CASES = cache.HERE.parent / "cases"


def load(path: Path):
    spec = importlib.util.spec_from_file_location("case_" + path.stem.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_one(name: str, folder: Path, level_name: str, round: int, deadline: Optional[float]) -> Dict:
    """In the child: one case, its result as a dictionary."""
    module = load(CASES / (name + ".py"))
    case = Case(name, folder, SMOKE if level_name == "smoke" else FULL, round, deadline)
    start = time.monotonic()
    result, text = "passed", ""
    try:
        module.run(case)
    except Skipped as reason:
        result, text = "skipped", str(reason)
    except Failed as reason:
        result, text = "failed", str(reason)
    except Exception:
        result, text = "failed", traceback.format_exc()
    if result == "failed":
        case.tally.failed = max(1, case.tally.failed)
    return dict(case.tally.__dict__, result=result, text=text, seconds=time.monotonic() - start)


class Runner:
    """The parent: schedules, collects, prints."""

    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.start = time.time()
        self.deadline = self.start + options.minutes * 60 if options.minutes else None
        base = Path(os.environ.get("LIFEBOOT_VM_WORK") or Path(tempfile.gettempdir()) / "lifeboot-vm")
        self.work = base / time.strftime("%Y%m%d-%H%M%S")
        self.work.mkdir(parents=True, exist_ok=True)
        self.rows: Dict[str, Dict] = {}
        self.failures: List[Tuple[str, str, Path]] = []
        self.untried: List[str] = []

    def names(self) -> List[str]:
        names = sorted(path.stem for path in CASES.glob("*.py"))
        if self.options.only:
            names = [name for name in names if any(word in name for word in self.options.only)]
        elif self.options.smoke:
            names = [name for name in names if getattr(load(CASES / (name + ".py")), "SMOKE", True)]
        # The long ones first, so that the two workers end together.
        return sorted(names, key=lambda name: -getattr(load(CASES / (name + ".py")), "MINUTES", 0))

    def run(self) -> int:
        names = self.names()
        if not names:
            print("no case of that name")
            return 1
        self.prepare()
        round = self.options.round
        while True:
            self.one_round(names, round)
            round += 1
            if self.deadline is None or time.time() >= self.deadline or self.failures:
                break
        return self.report()

    def prepare(self) -> None:
        start = time.time()
        release = kernel.release()
        tools.image()
        binary = tools.lifeboot_binary()
        print("kernel %s, lifeboot %s, ready in %.0f s; work in %s" % (
            release, binary or "absent", time.time() - start, self.work), flush=True)

    def one_round(self, names: List[str], round: int) -> None:
        waiting = list(names)
        running: List[Tuple[str, subprocess.Popen, Path]] = []
        while waiting or running:
            while waiting and len(running) < self.options.jobs and not self.late():
                running.append(self.begin(waiting.pop(0), round))
            if not running:
                break
            time.sleep(0.1)
            for item in list(running):
                if item[1].poll() is not None:
                    running.remove(item)
                    self.end(*item, round=round)
        if round == self.options.round:
            self.untried = waiting

    def late(self) -> bool:
        return self.deadline is not None and time.time() >= self.deadline

    def begin(self, name: str, round: int) -> Tuple[str, subprocess.Popen, Path]:
        folder = self.work / ("%s-%d" % (name[:60], round))
        folder.mkdir()
        words = [sys.executable, str(cache.HERE.parent / "run"), "--one", name, "--folder", str(folder),
                 "--round", str(round)]
        words += ["--smoke"] if self.options.smoke else []
        words += ["--until", str(self.deadline)] if self.deadline else []
        return name, subprocess.Popen(words), folder

    def end(self, name: str, process: subprocess.Popen, folder: Path, round: int) -> None:
        path = folder / "result.json"
        result = json.loads(path.read_text()) if path.exists() else {
            "result": "failed", "text": "the case's process ended with %d" % process.returncode, "states": 0, "second": 0,
            "booted": 0, "failed": 1, "guests": 0, "notes": [], "seconds": 0}
        row = self.rows.setdefault(name, dict.fromkeys(("states", "second", "booted", "failed", "guests", "seconds"), 0))
        for key in ("states", "second", "booted", "failed", "guests", "seconds"):
            row[key] += result[key]
        row["result"] = "failed" if "failed" in (row.get("result"), result["result"]) else result["result"]
        row["rounds"] = row.get("rounds", 0) + 1
        print("%6.0f s  %-7s %s%s  (%d states, %d booted, %d guests, %.0f s)" % (
            time.time() - self.start, result["result"], name, " round %d" % round if round else "",
            result["states"], result["booted"], result["guests"], result["seconds"]), flush=True)
        for note in result["notes"]:
            print("             " + note, flush=True)
        if result["text"]:
            print("             " + result["text"].strip().replace("\n", "\n             "), flush=True)
        if result["result"] == "failed":
            self.failures.append((name, result["text"], folder))
        elif not self.options.keep_all:
            shutil.rmtree(folder, ignore_errors=True)

    def report(self) -> int:
        width = max(len(name) for name in self.rows)
        print("\n%-*s %8s %7s %7s %7s %7s %7s" % (width, "case", "states", "second", "booted", "failed", "guests", "s"))
        totals = dict.fromkeys(("states", "second", "booted", "failed", "guests", "seconds"), 0)
        for name, row in sorted(self.rows.items()):
            self._row(width, name, row)
            for key in totals:
                totals[key] += row[key]
        self._row(width, "together", totals)
        for name, _, folder in self.failures:
            print("failed: %s\n  files: %s\n  again: Tests/VM/run --only %s%s" % (
                name, folder, name, " --round %d" % int(folder.name.rsplit("-", 1)[1])))
        count = {kind: sum(row["result"] == kind for row in self.rows.values())
                 for kind in ("passed", "failed", "skipped")}
        for name in self.untried:
            print("no time was left for %s" % name)
        print("%.0f s" % (time.time() - self.start))
        print("%d passed, %d failed%s" % (
            count["passed"], count["failed"], ", %d skipped" % count["skipped"] if count["skipped"] else ""))
        return 1 if count["failed"] else 0

    @staticmethod
    def _row(width: int, name: str, row: Dict) -> None:
        print("%-*s %8d %7d %7d %7d %7d %7.0f" % (
            width, name, row["states"], row["second"], row["booted"], row["failed"], row["guests"], row["seconds"]))


def reproduce(folder: Path, state: str, boot: bool, keep: Optional[Path]) -> int:
    """Makes one state of a recording again and says what both judges, and the firmware, think of it."""
    recording = crash.Recording(folder)
    print(recording.describe())
    verdict, second = recording.judge_one(state)
    print("first judge:  %s\n   notes:     %s\nsecond judge: %s" % (
        "; ".join(verdict.broken) or "whole", "; ".join(verdict.notes) or "none", "; ".join(second) or "whole"))
    image = recording.image(state, keep or folder / "state.img")
    print("image: %s" % image)
    if not boot:
        return 1 if verdict.broken else 0
    case = Case("reproduce", Path(tempfile.mkdtemp(prefix="lifeboot-vm-")), FULL)
    then = folder / "then"
    problem = case.boot_state(recording, state, then.read_text() if then.exists() else "true")
    print("booted: %s; files in %s" % (problem or "came up and finished the job", case.folder))
    return 1 if problem else 0


def main(words: List[str], text: str) -> int:
    parser = argparse.ArgumentParser(usage=text)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--only", action="append")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--round", type=int, default=0)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--keep-all", action="store_true")
    parser.add_argument("--reproduce", nargs=2, metavar=("FOLDER", "STATE"))
    parser.add_argument("--boot", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--one")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--until", type=float)
    options = parser.parse_args(words)
    if options.one:
        result = run_one(options.one, options.folder, "smoke" if options.smoke else "full", options.round, options.until)
        (options.folder / "result.json").write_text(json.dumps(result))
        return 0
    if options.reproduce:
        return reproduce(Path(options.reproduce[0]), options.reproduce[1], options.boot, options.keep)
    runner = Runner(options)
    if options.list:
        print("\n".join(sorted(runner.names())))
        return 0
    return runner.run()
