"""Runs the released program with limits of time and memory, and keeps what it said."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10
WALL_SECONDS = 60
KILOBYTES = 200 * 1024


def binary():
    given = os.environ.get("LIFEBOOT_BINARY")
    return given or str(Path(__file__).resolve().parents[3] / ".build/release/lifeboot")


@dataclass
class Answer:
    """One run."""

    words: list
    status: int
    out: bytes
    err: bytes
    seconds: float
    kilobytes: int

    @property
    def name(self):
        return " ".join(self.words)


class Program:
    """The program on one machine."""

    def __init__(self, machine):
        self.path = binary()
        self.machine = machine
        self.options = ["--root", machine.arguments_root, "--esp-path", machine.esp]
        if machine.esp != machine.boot:
            self.options += ["--boot-path", machine.boot]
        self.environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "COLUMNS": "80"}
        if machine.efivars_given:
            self.environment["EFIVARFS_PATH"] = machine.efivars + "/"
        self.history = []

    def run(self, words, columns=None):
        """Runs a command on the machine; a pipe is not needed, so none can block."""
        environment = dict(self.environment)
        if columns:
            environment["COLUMNS"] = str(columns)
        out, err = self.machine.base + ".out", self.machine.base + ".err"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, out, flags, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, err, flags, 0o600),
        ]
        begin = time.monotonic()
        child = os.posix_spawn(
            self.path, [self.path] + list(words) + self.options, environment, file_actions=actions, setpgroup=0)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)
        _, code, usage = os.wait4(child, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        del begin
        texts = []
        for path in (out, err):
            with open(path, "rb") as file:
                texts.append(file.read())
            os.unlink(path)
        seconds = usage.ru_utime + usage.ru_stime
        answer = Answer(list(words), os.waitstatus_to_exitcode(code), texts[0], texts[1], seconds, usage.ru_maxrss)
        self.history.append(answer)
        return answer

    def shell(self, words):
        """The same as a command to paste."""
        variables = "EFIVARFS_PATH=%s/ " % self.machine.efivars if self.machine.efivars_given else ""
        return variables + " ".join([self.path] + list(words) + self.options)
