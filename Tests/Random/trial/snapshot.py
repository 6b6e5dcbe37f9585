"""All that a directory tree holds: kinds, link texts, bytes, modes."""

import hashlib
import os
import stat

LARGE = 1 << 21


def take(base):
    """Each path below base with what it is; content is held as a digest, of large files as their size."""
    found = {}
    _take(base, "", found)
    return found


def _take(base, below, found):
    try:
        listing = list(os.scandir(base + below))
    except OSError as error:
        found[below + "/"] = ("unreadable", error.errno)
        return
    for item in listing:
        path = below + "/" + item.name
        status = item.stat(follow_symlinks=False)
        mode = status.st_mode
        if stat.S_ISDIR(mode):
            found[path] = ("folder", stat.S_IMODE(mode))
            _take(base, path, found)
        elif stat.S_ISLNK(mode):
            found[path] = ("link", os.readlink(base + path))
        elif stat.S_ISREG(mode):
            found[path] = ("file", status.st_size, content(base + path, status.st_size), stat.S_IMODE(mode))
        else:
            found[path] = ("special", mode, status.st_rdev)


def content(path, size):
    if size > LARGE:
        return "large"
    with open(path, "rb") as file:
        return hashlib.md5(file.read()).hexdigest()


def changes(before, after):
    """Paths that came, went or became another, with both states."""
    return {
        path: (before.get(path), after.get(path))
        for path in before.keys() | after.keys()
        if before.get(path) != after.get(path)
    }
