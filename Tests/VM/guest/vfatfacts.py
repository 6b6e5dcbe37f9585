"""Prints what vfat says of its folders: for each, st_blocks, st_size and d_off of every name, as JSON."""

import ctypes
import json
import os
import struct
import sys

GETDENTS64 = 217  # x86_64
libc = ctypes.CDLL(None, use_errno=True)


def entries(path):
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    out = []
    try:
        while True:
            buffer = ctypes.create_string_buffer(4096)
            count = libc.syscall(GETDENTS64, handle, buffer, 4096)
            if count <= 0:
                return out
            at = 0
            while at < count:
                _, offset, length, _ = struct.unpack_from("<QqHB", buffer.raw, at)
                name = buffer.raw[at + 19:at + length].split(b"\0")[0].decode()
                out.append([name, offset])
                at += length
    finally:
        os.close(handle)


def folder(path):
    status = os.stat(path)
    return {"blocks": status.st_blocks, "size": status.st_size, "entries": entries(path)}


top = sys.argv[1]
found = {path[len(top):] or "/": folder(path) for path, _, _ in os.walk(top)}
volume = os.statvfs(top)
print(json.dumps({"folders": found, "frsize": volume.f_frsize, "blocks": volume.f_blocks, "free": volume.f_bfree}))
