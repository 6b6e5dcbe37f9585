"""One guest, from power on to power off.

TCG always, one processor, 256 MiB, Q35, OVMF with its own copy of the variable store, the serial
console captured, a limit on the time. `log` makes QEMU write every block write of the machine's
disk to a file (blklogwrites), which `blklog` reads. `bad_sector` is one whose every write fails with EIO.
`flash` does the same for the variable store, and keeps the order of both in a trace (see flash.py).
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Mapping, Optional

from . import initrd, kernel, tools

OVMF_CODE = Path("/usr/share/OVMF/OVMF_CODE_4M.fd")
OVMF_VARS = Path("/usr/share/OVMF/OVMF_VARS_4M.fd")
RESULT_SIZE = 64 * 1024 ** 2
LOG_SIZE = 1024 ** 3


@dataclass
class Outcome:
    """What a guest did: the console's text, the script's exit status, the files it left in /run/results."""

    console: str
    seconds: float
    timed_out: bool
    folder: Path
    files: Dict[str, bytes] = field(default_factory=dict)

    @property
    def booted(self) -> Optional[Dict[str, str]]:
        """kernel, initrd and init of the generation that came up; nothing if none did."""
        found = re.search(r"LAB-BOOT kernel=(\S*) initrd=(\S*) init=(\S*)", self.console)
        if not found or "LAB-USERSPACE" not in self.console:
            return None
        return dict(zip(("kernel", "initrd", "init"), found.groups()))

    @property
    def status(self) -> Optional[int]:
        """Exit status of the script; nothing if it did not end."""
        found = re.search(r"LAB-EXIT (\d+)", self.console)
        return int(found.group(1)) if found else None

    def text(self, name: str) -> str:
        """A result file as text, empty if there is none."""
        return self.files.get(name, b"").decode(errors="replace")


@dataclass
class Guest:
    """What to run. `folder` keeps the files of the run: console, script, results, variables."""

    disk: Path
    folder: Path
    script: str = "true"
    files: Mapping[str, bytes] = field(default_factory=dict)
    variables: Optional[Path] = None
    firmware: bool = True
    init: str = ""
    log: Optional[Path] = None
    bad_sector: Optional[int] = None
    limit: float = 90.0
    extra: List[str] = field(default_factory=list)
    # Without it firmware goes by BootOrder alone; with it QEMU makes the machine's disk the first.
    bootindex: bool = True
    # The kernel comes from outside, but through the firmware: EFI variables are there, loader and entries are not used.
    direct: bool = False
    flash: bool = False
    memory: int = 256
    # In place of the usual ones: the initrd of a kernel from outside, and the disk with the programs.
    initrd: Optional[Path] = None
    tools: Optional[Path] = None
    disks: Mapping[str, Path] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> Outcome:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write_script()
        results = self.folder / "results.tar"
        with open(results, "wb") as file:
            file.truncate(RESULT_SIZE)
        command = self._command(results)
        (self.folder / "command").write_text(" ".join(command))
        start = time.monotonic()
        timed_out = self._wait(command)
        outcome = Outcome(self._console(), time.monotonic() - start, timed_out, self.folder)
        outcome.files = _unpack(results)
        results.unlink()
        return outcome

    def _wait(self, command: List[str]) -> bool:
        with open(self.folder / "console", "wb") as console:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console,
                                       stderr=subprocess.STDOUT)
            try:
                process.wait(timeout=self.limit)
                return False
            except subprocess.TimeoutExpired:
                return True
            finally:
                process.kill()
                process.wait()

    def _console(self) -> str:
        text = (self.folder / "console").read_bytes().decode(errors="replace")
        return re.sub(r"\x1b\[[0-9;?=]*[A-Za-z]", "", text).replace("\r", "")

    def _write_script(self) -> None:
        environment = "".join("export %s='%s'\n" % pair for pair in self.environment.items())
        contents = {"main": self.script.encode(), "environment": environment.encode(), **self.files}
        with tarfile.open(self.folder / "script.tar", "w") as tar:
            for name, data in contents.items():
                member = tarfile.TarInfo(name)
                member.size, member.mode = len(data), 0o755
                tar.addfile(member, io.BytesIO(data))

    def _command(self, results: Path) -> List[str]:
        words = ["qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi,tb-size=64", "-cpu", "max",
                 "-smp", "1", "-m", str(self.memory), "-nodefaults", "-display", "none", "-vga", "none", "-serial", "stdio",
                 "-no-reboot", "-device", "virtio-rng-pci"]
        words += self._start() + self._main_disk()
        for name, path, mode in (("tools", self.tools or tools.image(), "readonly=on"),
                                 ("script", self.folder / "script.tar", "readonly=on"),
                                 ("results", results, "readonly=off"),
                                 *((name, path, "readonly=off") for name, path in self.disks.items())):
            words += ["-drive", "if=none,id=%s,format=raw,%s,file=%s" % (name, mode, path),
                      "-device", "virtio-blk-pci,drive=%s,serial=%s" % (name, name)]
        return words + self.extra

    def _kernel(self) -> List[str]:
        # On a busy host an emulated timer can be too slow for the kernel's check of it, which then panics.
        append = "console=ttyS0 quiet panic=-1 loglevel=3 no_timer_check lab.root=barrier=0 init=" + self.init
        return ["-kernel", str(kernel.unpacked() / "vmlinuz"), "-initrd", str(self.initrd or initrd.tagged("host")),
                "-append", append]

    def _start(self) -> List[str]:
        if not self.firmware:
            return self._kernel()
        if self.variables is None:
            self.variables = self.folder / "VARS.fd"
            shutil.copy(OVMF_VARS, self.variables)
        words = ["-drive", "if=pflash,format=raw,unit=0,readonly=on,file=%s" % OVMF_CODE]
        words += self._store() + (self._kernel() if self.direct else [])
        for protocol in ("IPv4PXESupport", "IPv6PXESupport"):
            words += ["-fw_cfg", "name=opt/org.tianocore/%s,string=n" % protocol]
        return words

    def _store(self) -> List[str]:
        if not self.flash:
            return ["-drive", "if=pflash,format=raw,unit=1,file=%s" % self.variables]
        log = self.folder / "flash.log"
        with open(log, "wb") as file:
            file.truncate(LOG_SIZE)
        return ["-blockdev", "driver=file,node-name=v0,filename=%s" % self.variables,
                "-blockdev", "driver=file,node-name=l1,filename=%s" % log,
                "-blockdev", "driver=blklogwrites,node-name=store,file=v0,log=l1,log-sector-size=512,"
                "log-super-update-interval=1", "-machine", "pflash1=store",
                "-trace", "blk_co_pwritev", "-D", str(self.folder / "trace")]

    def _main_disk(self) -> List[str]:
        first = self.firmware and self.bootindex and not self.direct
        device = "virtio-blk-pci,drive=machine,serial=machine" + (",bootindex=0" if first else "")
        if self.bad_sector is not None:
            rule = "inject-error.0.event=none,inject-error.0.iotype=write,inject-error.0.errno=5,inject-error.0.sector=%d"
            return ["-blockdev", "driver=file,node-name=f0,filename=%s" % self.disk,
                    "-blockdev", "driver=blkdebug,node-name=machine,image=f0," + rule % self.bad_sector,
                    "-device", device + ",werror=report"]
        if self.log is None:
            return ["-drive", "if=none,id=machine,format=raw,cache=writeback,file=%s" % self.disk, "-device", device]
        with open(self.log, "wb") as file:
            file.truncate(LOG_SIZE)
        return ["-blockdev", "driver=file,node-name=f0,filename=%s" % self.disk,
                "-blockdev", "driver=file,node-name=l0,filename=%s" % self.log,
                "-blockdev", "driver=blklogwrites,node-name=machine,file=f0,log=l0,log-sector-size=512,"
                "log-super-update-interval=1", "-device", device]


def _unpack(results: Path) -> Dict[str, bytes]:
    out: Dict[str, bytes] = {}
    try:
        with tarfile.open(results, "r:") as tar:
            for member in tar:
                if member.isfile():
                    out[member.name[2:] if member.name.startswith("./") else member.name] = tar.extractfile(member).read()
    except tarfile.TarError:
        pass  # the guest did not come that far; the console tells
    return out
