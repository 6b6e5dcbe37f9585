"""What NixOS calls things and what it writes, by the era of its systemd-boot installer.

Used on the host to lay out a machine and inside the guest by the stand-in installers.
Eras: A up to 23.05, B 23.11 to 25.05, C August 2025 to 26.05, D 26.11.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Dict, List, Optional

STORE = "/nix/store"
KERNEL_VERSION = "6.1"  # in names only; the kernel that runs is Debian's
_BASE32 = "0123456789abcdfghijklmnpqrsvwxyz"


def store_hash(text: str) -> str:
    """Thirty-two characters of Nix's alphabet that depend on the text alone."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:20], "big")
    return "".join(_BASE32[(number >> (5 * i)) & 31] for i in range(32))


@dataclass(frozen=True)
class Spec:
    """One bootable thing, as its boot.json describes it."""

    toplevel: str
    label: str
    kernel: str
    initrd: str
    params: List[str] = field(default_factory=list)
    secrets: Optional[str] = None
    sort_key: str = "nixos"
    specialisations: Dict[str, "Spec"] = field(default_factory=dict)

    def document(self) -> dict:
        """The boot.json of this toplevel (RFC 125, version 1)."""
        spec = {
            "init": self.toplevel + "/init",
            "initrd": self.initrd,
            "kernel": self.kernel,
            "kernelParams": list(self.params),
            "label": self.label,
            "system": "x86_64-linux",
            "toplevel": self.toplevel,
        }
        if self.secrets:
            spec["initrdSecrets"] = self.secrets
        return {
            "org.nixos.bootspec.v1": spec,
            "org.nixos.specialisation.v1": {
                name: other.document() for name, other in sorted(self.specialisations.items())
            },
            "org.nixos.systemd-boot": {"sortKey": self.sort_key},
        }


def read_spec(document: dict) -> Spec:
    """The reverse of `Spec.document`."""
    v1 = document["org.nixos.bootspec.v1"]
    inner = document.get("org.nixos.specialisation.v1", {})
    return Spec(
        toplevel=v1["toplevel"], label=v1["label"], kernel=v1["kernel"], initrd=v1["initrd"],
        params=v1["kernelParams"], secrets=v1.get("initrdSecrets"),
        sort_key=document.get("org.nixos.systemd-boot", {}).get("sortKey", "nixos"),
        specialisations={name: read_spec(doc) for name, doc in inner.items()},
    )


def read_spec_file(path: str) -> Spec:
    with open(path, encoding="utf-8") as file:
        return read_spec(json.load(file))


def kernel_package(tag: str) -> str:
    return "%s/%s-linux-%s" % (STORE, store_hash("kernel " + tag), KERNEL_VERSION)


def initrd_package(tag: str) -> str:
    return "%s/%s-initrd-linux-%s" % (STORE, store_hash("initrd " + tag), KERNEL_VERSION)


def boot_file_name(store_path: str) -> str:
    """The name below EFI/nixos of a kernel or an initrd from the store."""
    parts = store_path[len(STORE) + 1:].split("/")
    return "-".join([parts[0], parts[-1]] if len(parts) > 1 else parts) + ".efi"


def secret_initrd_name(spec: Spec) -> str:
    """Era D's name of an initrd with secrets: a hash of what went into it."""
    text = "EFI/nixos/%s\nEFI/nixos/%s" % (boot_file_name(spec.initrd), boot_file_name(spec.secrets))
    return hashlib.sha256(text.encode()).hexdigest() + "-initrd.efi"


def initrd_file_name(spec: Spec, era: str) -> str:
    if era == "D" and spec.secrets:
        return secret_initrd_name(spec)
    return boot_file_name(spec.initrd)


def entry_id(era: str, profile: Optional[str], number: int, special: Optional[str], text: str) -> str:
    """The entry's file name without a boot counter."""
    if era == "D":
        return "nixos-%s.conf" % hashlib.sha256(text.encode()).hexdigest()
    parts = ["nixos"] + ([profile] if profile else []) + ["generation-%d" % number]
    return "-".join(parts + (["specialisation-" + special] if special else [])) + ".conf"


def counted(entry: str, left: Optional[int], done: Optional[int] = None) -> str:
    """The name with a boot counter: nixos-x.conf, 3 tries left: nixos-x+3.conf."""
    if left is None:
        return entry
    suffix = "+%d" % left if done is None else "+%d-%d" % (left, done)
    return entry[: -len(".conf")] + suffix + ".conf"


def entry_text(era: str, profile: Optional[str], number: int, special: Optional[str], spec: Spec,
               built_on: str, machine_id: Optional[str]) -> str:
    """The entry as this era writes it, to the byte."""
    folder = "/efi/nixos/" if era == "A" else "/EFI/nixos/"
    title = "title NixOS" + (" [%s]" % profile if profile else "") + (" (%s)" % special if special else "")
    if era == "A":
        version = "version Generation %d NixOS %s, Linux Kernel %s, Built on %s" % (
            number, spec.label.split()[2], KERNEL_VERSION, built_on)
    else:
        version = "version Generation %d %s, built on %s" % (number, spec.label, built_on)
    linux = "linux %s%s" % (folder, boot_file_name(spec.kernel))
    initrd = "initrd %s%s" % (folder, initrd_file_name(spec, era))
    options = "options " + " ".join(["init=%s/init" % spec.toplevel] + list(spec.params))
    machine = ["machine-id " + machine_id] if machine_id else []
    key = "sort-key " + spec.sort_key
    if era == "D":
        return "\n".join([title, version, linux, initrd, options] + machine + [key])
    keys = [] if era == "A" else [key]
    return "\n".join([title] + keys + [version, linux, initrd, options] + machine) + "\n"


def loader_conf(era: str, default: Optional[str], counting: bool = False, timeout: int = 0) -> str:
    """loader.conf as this era writes it; `default` is an id without boot counter."""
    lines = ["timeout %d" % timeout]
    if era == "D" and counting and default:
        lines += ["preferred " + default, "default nixos-*"]
    elif default:
        lines.append("default " + default)
    elif era == "D":
        lines.append("default nixos-*")
    return "\n".join(lines + ["console-mode keep"]) + "\n"
