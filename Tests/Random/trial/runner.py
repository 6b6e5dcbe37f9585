"""Machines one after the other on all processors, their failures sorted by kind, and each made smaller."""

import argparse
import collections
import multiprocessing
import os
import secrets
import shutil
import sys
import threading
import time

from . import program
from .session import Session

HANG = 300


def place():
    """A folder in memory where there is room for it."""
    base = os.environ.get("LIFEBOOT_RANDOM_WORK") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp")
    return os.path.join(base, "lifeboot-random")


def try_one(task):
    """In a worker: one machine; its failures and what it was."""
    folder, key, drop = task
    os.umask(0o022)
    session = Session("%s/%s" % (folder, key.replace("/", "-")), key, drop)
    begin = time.monotonic()
    session.go()
    machine = session.machine if hasattr(session, "machine") else None
    told = (machine.features, machine.mutations) if machine else ([], [])
    if machine:
        machine.remove()
    return key, session.failures, told, session.commands, time.monotonic() - begin


def shrink(folder, key, kind, drop):
    """Leaves out features and mutations while a failure of this kind is still there."""
    drop = list(drop)
    _, _, (features, mutations), _, _ = try_one((folder, key, drop))
    for name in [text.split(" ")[0] for text in mutations] + features:
        _, failures, _, _, _ = try_one((folder, key, drop + [name]))
        if any(one == kind for one, _ in failures):
            drop.append(name)
    return drop


def keep(folder, key, drop):
    """The tree as it was before anything ran, and how to look at it."""
    session = Session("%s/kept/%s" % (folder, key.replace("/", "-")), key, drop)
    shutil.rmtree(session.base, ignore_errors=True)
    session.make()
    return session


def report(options, folder, given, failures):
    """One failure of each kind in full; the others as a number."""
    for kind, found in sorted(failures.items(), key=lambda item: -len(item[1])):
        print("\n%s: %d" % (kind, len(found)))
        for key, detail in found[: options.show]:
            print("  --seed %s --machine %s" % tuple(key.split("/")))
            print("    " + detail[:700].replace("\n", "\n    "))
        key, _ = found[0]
        drop = shrink(folder, key, kind, given) if options.shrink else given
        session = keep(folder, key, drop)
        machine = session.machine
        if drop:
            print("  made by: --seed %s --machine %s --drop %s" % (*key.split("/"), ",".join(drop)))
        print("  features: %s" % ", ".join(machine.features))
        for line in machine.mutations:
            print("  " + line)
        print("  tree: %s" % machine.base)
        print("  $ " + session.program.shell(["status"]))


def main(arguments, usage):
    parser = argparse.ArgumentParser(prog="Tests/Random/run", usage=usage)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--machines", type=int)
    parser.add_argument("--seed")
    parser.add_argument("--machine", type=int)
    parser.add_argument("--drop", default="")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 8))
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--show", type=int, default=3)
    parser.add_argument("--ignore", default="", help="kinds that are known, with commas between")
    options = parser.parse_args(arguments)
    if not os.access(program.binary(), os.X_OK):
        print("there is no %s: swift build -c release --static-swift-stdlib --product lifeboot" % program.binary(), file=sys.stderr)
        return 1
    seed = options.seed or secrets.token_hex(4)
    drop = [name for name in options.drop.split(",") if name]
    folder = "%s/%d" % (place(), os.getpid())
    os.makedirs(folder)
    print("seed %s, program %s" % (seed, program.binary()), flush=True)
    failures = run_all(options, folder, seed, drop)
    if failures:
        report(options, folder, drop, failures)
        print("\nfailed; the trees are in %s/kept" % folder)
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def keys(options, seed):
    if options.machine is not None:
        yield "%s/%d" % (seed, options.machine)
        return
    end = time.monotonic() + (options.minutes or 0) * 60
    count = options.machines or (1 << 60 if options.minutes else 200)
    for index in range(count):
        if options.minutes and time.monotonic() > end:
            return
        yield "%s/%d" % (seed, index)


def run_all(options, folder, seed, drop):
    """All machines; failures by kind."""
    failures = collections.defaultdict(list)
    ignored = set(options.ignore.split(","))
    begin = time.monotonic()
    done = bad = commands = 0
    # The pool would take all tasks at once, and then the clock would not be asked.
    room = threading.Semaphore(options.workers * 2)
    tasks = ((folder, key, drop) for key in keys(options, seed) if room.acquire())
    with multiprocessing.Pool(options.workers) as pool:
        results = pool.imap_unordered(try_one, tasks)
        while True:
            try:
                key, found, _, ran, _ = results.next(HANG)
            except StopIteration:
                break
            except multiprocessing.TimeoutError:
                failures["hang"].append((seed + "/0", "no machine was done for %d s; in work: %s" % (HANG, os.listdir(folder))))
                break
            room.release()
            done, commands = done + 1, commands + ran
            found = [one for one in found if one[0] not in ignored]
            bad += bool(found)
            for kind, detail in found:
                failures[kind].append((key, detail))
            if done % 200 == 0:
                print("%d machines, %d failed, %.1f a second" % (done, bad, done / (time.monotonic() - begin)), flush=True)
    print("%d machines, %d commands, %d failed, %.0f s" % (done, commands, bad, time.monotonic() - begin), flush=True)
    return failures
