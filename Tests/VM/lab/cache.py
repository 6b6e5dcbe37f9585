"""Where what is expensive to make is kept between runs, and the tools that make it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Callable, Sequence

HERE = Path(__file__).resolve().parent
GUEST = HERE.parent / "guest"


def folder() -> Path:
    """$LIFEBOOT_VM_CACHE, else ~/.cache/lifeboot-vm."""
    path = Path(os.environ.get("LIFEBOOT_VM_CACHE") or Path.home() / ".cache" / "lifeboot-vm")
    path.mkdir(parents=True, exist_ok=True)
    return path


def call(*command: object, input: bytes = b"", cwd: object = None) -> bytes:
    """Runs a program of the host and returns its output; its error text is in the exception."""
    words = [str(word) for word in command]
    env = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin", LC_ALL="C.UTF-8",
               MTOOLS_SKIP_CHECK="1", TZ="UTC")
    done = subprocess.run(words, input=input, capture_output=True, env=env, cwd=cwd)
    if done.returncode:
        raise RuntimeError("%s: status %d: %s" % (
            " ".join(words), done.returncode, done.stderr.decode(errors="replace").strip()))
    return done.stdout


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """The cached file or folder of this name, made once; two makers at a time do no harm."""
    path = folder() / name
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".making-", dir=path.parent))
    try:
        make(work / "it")
        try:
            os.rename(work / "it", path)
        except OSError:
            if not path.exists():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return path


def digest(*parts: object) -> str:
    """A short name for what these parts determine; a path counts by its content."""
    state = hashlib.sha256()
    for part in parts:
        data = Path(part).read_bytes() if isinstance(part, Path) else str(part).encode()
        state.update(b"%d:" % len(data) + data)
    return state.hexdigest()[:16]


def sources(*names: str) -> Sequence[Path]:
    """These files of the harness, for `digest`."""
    return [HERE / name if (HERE / name).exists() else GUEST / name for name in names]


def sparse_copy(source: Path, target: Path) -> Path:
    """A copy that leaves holes where the source has them."""
    call("cp", "--sparse=always", "--reflink=auto", source, target)
    return target
