"""The bytes of kernels, initrds, loaders and unified images: small, and with every mark that a reader looks for."""

import functools
import hashlib
import struct

MACHINES = {"x86_64-linux": b"\x64\x86", "aarch64-linux": b"\x64\xaa"}
SUFFIXES = {"x86_64-linux": "x64", "aarch64-linux": "aa64"}
IMAGES = {"x86_64-linux": "bzImage", "aarch64-linux": "Image"}
BASE32 = "0123456789abcdfghijklmnpqrsvwxyz"


def digest(text):
    """The 32 letters with which a store name begins."""
    return "".join(BASE32[byte % 32] for byte in hashlib.sha256(text.encode()).digest())


@functools.lru_cache(maxsize=4096)
def noise(seed, size):
    """Bytes that are told from others by their seed, also in the middle."""
    block = hashlib.sha256(seed.encode("utf-8", "surrogateescape")).digest()
    return (block * (size // len(block) + 1))[:size]


def _put(image, offset, data):
    image[offset : offset + len(data)] = data


def _pe(seed, size, arch, sections=0):
    image = bytearray(size)
    _put(image, 0, b"MZ")
    _put(image, 0x3C, b"\x80")
    _put(image, 0x80, b"PE\0\0")
    _put(image, 0x84, MACHINES[arch])
    _put(image, 0x86, struct.pack("<H", sections))
    _put(image, 0x94, b"\xa0\x00\x22\x00\x0b\x02")
    _put(image, 0xDC, b"\x0a")
    _put(image, 0x800, noise(seed, size - 0x800))
    return image


@functools.lru_cache(maxsize=4096)
def kernel(seed, size, arch):
    """A Linux kernel that is an EFI program."""
    image = _pe("kernel " + seed, size, arch)
    if arch == "aarch64-linux":
        _put(image, 0x38, b"ARM\x64")
    else:
        _put(image, 0x1FE, b"\x55\xaaHdrS"[:2])
        _put(image, 0x202, b"HdrS\x0f\x02")
    return bytes(image)


@functools.lru_cache(maxsize=64)
def loader(version, arch, seed=""):
    """systemd-boot, with its version where bootctl looks for it."""
    image = _pe("loader " + version + seed, 0x1400, arch, sections=1)
    _put(image, 0x138, b".sdmagic\x29\0\0\0\0\x10\0\0\x40\0\0\0\0\x02\0\0")
    _put(image, 0x200, b"#### LoaderInfo: systemd-boot " + version.encode() + b" ####")
    return bytes(image)


@functools.lru_cache(maxsize=64)
def program(seed, size, arch):
    """Some other EFI program: Windows' loader, GRUB, a shell."""
    return bytes(_pe("program " + seed, size, arch))


@functools.lru_cache(maxsize=256)
def unified(seed, arch, release, command_line):
    """A unified kernel image with the sections that make an entry of it."""
    contents = [
        (b".osrel", release.encode()), (b".cmdline", command_line.encode()),
        (b".linux", kernel("uki " + seed, 5000, arch)), (b".initrd", initrd("uki " + seed, 4000)),
    ]
    image = _pe("uki " + seed, 0x4000, arch, sections=len(contents))
    offset = 0x400
    for index, (name, data) in enumerate(contents):
        header = struct.pack("<8sIIIIIIHHI", name, len(data), 0x1000 * (index + 1), len(data), offset, 0, 0, 0, 0, 0x40000040)
        _put(image, 0x138 + 40 * index, header)
        _put(image, offset, data)
        offset += (len(data) + 511) // 512 * 512
    return bytes(image)


def _member(name, data):
    head = "070701" + "".join("%08x" % number for number in (
        1, 33188, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0))
    text = head.encode() + name.encode() + b"\0"
    text += b"\0" * (-len(text) % 4)
    return text + data + b"\0" * (-len(data) % 4)


@functools.lru_cache(maxsize=4096)
def initrd(seed, size, member="payload"):
    """An archive with one file; also what is appended to an initrd with secrets."""
    return _member(member, noise("initrd " + seed, size)) + _member("TRAILER!!!", b"")
