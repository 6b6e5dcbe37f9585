"""Which files a sketched machine has: on its boot partitions and on its root.

Everything is a dictionary from path to content, so that the builder writes it and the judge
knows what ought to be there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, List, Tuple

from . import cache, kernel, nixos
from .machine import MACHINE_ID, Content, Generation, Machine, damaged, data_of

BOOTLOADER = Path("/usr/lib/systemd/boot/efi/systemd-bootx64.efi")
Files = Dict[str, Content]


def entry_files(machine: Machine, generation: Generation) -> Files:
    """Entries, kernels and initrds of one generation with its specialisations, installed or not."""
    files: Files = {}
    tags = {"": (generation.kernel, generation.initrd), **generation.specialisations}
    spec = machine.spec(generation)
    for special, (kernel_tag, initrd_tag) in tags.items():
        one = spec.specialisations[special] if special else spec
        name, text = machine.entry(generation, special or None)
        name = name if special else nixos.counted(name, generation.left, generation.done)
        files["/EFI/nixos/" + nixos.boot_file_name(one.kernel)] = machine.kernel_content(kernel_tag)
        files["/EFI/nixos/" + nixos.initrd_file_name(one, generation.era)] = machine.boot_initrd(generation, initrd_tag)
        files["/loader/entries/" + name] = text.encode()
    return files


def loader_files(machine: Machine) -> Files:
    """What bootctl install and the installer leave on the ESP besides the entries."""
    return {
        "/EFI/BOOT/BOOTX64.EFI": BOOTLOADER,
        "/EFI/systemd/systemd-bootx64.efi": BOOTLOADER,
        "/loader/entries.srel": b"type1\n",
        "/loader/loader.conf": machine.loader_conf(),
        "/loader/random-seed": bytes(range(32)),
    }


def boot_files(machine: Machine) -> Dict[str, Files]:
    """Role of the partition (esp, xbootldr) → its files, with the damage that the sketch wants."""
    files = whole_files(machine)
    for target, how in machine.damages.items():
        path = machine.damaged_path(target)
        volume = next(one for one in files.values() if path in one)
        left = damaged(data_of(volume[path]), how)
        if left is None:
            del volume[path]
        else:
            volume[path] = left
    return files


def whole_files(machine: Machine) -> Dict[str, Files]:
    """The same as it ought to be."""
    esp = loader_files(machine)
    boot = {} if machine.xbootldr else esp
    for generation in machine.generations:
        if generation.installed:
            boot.update(entry_files(machine, generation))
    esp.update({path: content for path, content in machine.files.items() if not path.startswith("xbootldr:")})
    if not machine.xbootldr:
        return {"esp": esp}
    boot.update({p.split(":", 1)[1]: c for p, c in machine.files.items() if p.startswith("xbootldr:")})
    return {"esp": esp, "xbootldr": boot}


ERA_INSTALLER = {"A": "wipes-first", "B": "wipes-first", "C": "stale-first", "D": "collects-first"}


BUILDERS = sorted(path.name for path in cache.GUEST.glob("builder-*.py"))


def builder_text(machine: Machine, era: str) -> bytes:
    """The stand-in installer of a toplevel, with the machine's settings written into it as NixOS does."""
    text = (cache.GUEST / ("builder-%s.py" % (machine.installer or ERA_INSTALLER[era]))).read_text()
    for key, value in {"ERA": era, "ESP": "/efi" if machine.xbootldr else "/boot", "BOOT": "/boot",
                       "LIMIT": machine.limit, "COUNTING": machine.tries is not None,
                       "TRIES": machine.tries or 0}.items():
        text = text.replace("@%s@" % key, str(value))
    return text.encode()


def _installer(machine: Machine, era: str, files: Files) -> str:
    """Puts installer and wrapper into the store; returns the wrapper's path."""
    text = builder_text(machine, era)
    name = "%s/%s-systemd-boot" % (nixos.STORE, nixos.store_hash(text.decode()))
    files[name] = text
    wrapper = "%s/%s-install-systemd-boot.sh" % (nixos.STORE, nixos.store_hash(name))
    files[wrapper] = ("#!/bin/sh\nset -euo pipefail\n%s \"$@\"\n" % name).encode()
    return wrapper


def _toplevel(machine: Machine, generation: Generation, spec: nixos.Spec, files: Files, links: Dict[str, str]) -> None:
    top = spec.toplevel
    switch = "#!/bin/sh\nexport OUT='%s'\nexport TOPLEVEL='%s'\nexport INSTALL_BOOTLOADER='%s'\n%s\n" % (
        top, top, _installer(machine, generation.era, files), 'exec /lab/switch-to-configuration "$@"')
    files[top + "/bin/switch-to-configuration"] = switch.encode()
    files[top + "/init"] = b"#!/bin/sh\nexec /lab/stage2 %s\n" % top.encode()
    files[top + "/boot.json"] = json.dumps(spec.document(), sort_keys=True).encode()
    files[top + "/nixos-version"] = spec.label.split()[2].encode()
    files[top + "/system"] = b"x86_64-linux"
    files[top + "/kernel-params"] = " ".join(spec.params).encode()
    systemd = "%s/%s-systemd-252" % (nixos.STORE, nixos.store_hash("systemd"))
    files[systemd + "/lib/systemd/boot/efi/systemd-bootx64.efi"] = BOOTLOADER
    links[top + "/systemd"] = systemd
    links[top + "/kernel"] = spec.kernel
    links[top + "/initrd"] = spec.initrd
    links[top + "/kernel-modules"] = spec.kernel.rsplit("/", 1)[0] + "-modules"
    files[spec.kernel.rsplit("/", 1)[0] + "-modules/lib/modules/%s/modules.order" % kernel.release()] = b""
    _secrets(machine, generation, spec, files, links)
    for name, inner in spec.specialisations.items():
        links[top + "/specialisation/" + name] = inner.toplevel
        _toplevel(machine, generation, inner, files, links)


def _secrets(machine: Machine, generation: Generation, spec: nixos.Spec, files: Files, links: Dict[str, str]) -> None:
    if not spec.secrets:
        files[spec.toplevel + "/append-initrd-secrets"] = b"#!/bin/sh\nexit 0\n"
        return
    archive = spec.secrets.rsplit("/", 2)[0] + "/archive"
    files[archive] = machine.secrets_content(generation)
    files[spec.secrets] = (
        "#!/bin/sh\nsize=$(stat -c %%s \"$1\"); head -c $(( (4 - size %% 4) %% 4 )) /dev/zero >>\"$1\" &&\n"
        "cat %s >>\"$1\"\n" % archive).encode()
    links[spec.toplevel + "/append-initrd-secrets"] = spec.secrets


def store_files(machine: Machine) -> Tuple[Files, Dict[str, str]]:
    """The store: files and symbolic links of every generation that is linked."""
    files: Files = {}
    links: Dict[str, str] = {}
    for generation in machine.generations:
        if not generation.linked:
            continue
        _toplevel(machine, generation, machine.spec(generation), files, links)
        for kernel_tag, initrd_tag in [(generation.kernel, generation.initrd),
                                       *generation.specialisations.values()]:
            files[nixos.kernel_package(kernel_tag) + "/bzImage"] = machine.kernel_content(kernel_tag)
            files[nixos.initrd_package(initrd_tag) + "/initrd"] = machine.initrd_content(initrd_tag)
    return files, links


def profile_links(machine: Machine) -> List[Tuple[str, str, float]]:
    """Path, target and time of every profile link."""
    out: List[Tuple[str, str, float]] = []
    newest: Dict[str, int] = {}
    for generation in machine.generations:
        if not generation.linked:
            continue
        base = "/nix/var/nix/profiles/" + (
            "system-profiles/" + generation.profile if generation.profile else "system")
        stamp = generation.created().timestamp()
        out.append(("%s-%d-link" % (base, generation.number), machine.spec(generation).toplevel, stamp))
        newest[base] = max(newest.get(base, 0), generation.number)
    for base, number in newest.items():
        if base.endswith("/system") and machine.current is not None:
            number = machine.current
        out.append((base, "%s-%d-link" % (base.rsplit("/", 1)[1], number), 0.0))
    return out


def etc_files(machine: Machine) -> Files:
    boot = "xbootldr" if machine.xbootldr else "esp"
    fstab = ["LABEL=nixos / ext4 noatime 0 1", "PARTLABEL=%s /boot vfat fmask=0077,dmask=0077 0 2" % boot]
    if machine.xbootldr:
        fstab.append("PARTLABEL=esp /efi vfat fmask=0077,dmask=0077 0 2")
    return {
        "/etc/fstab": "\n".join(fstab).encode() + b"\n",
        "/etc/machine-id": MACHINE_ID.encode() + b"\n",
        "/etc/os-release": b"ID=nixos\nNAME=NixOS\nPRETTY_NAME=\"NixOS 26.05 (Yarara)\"\nVERSION_ID=\"26.05\"\n",
        "/etc/NIXOS": b"",
        "/etc/passwd": b"root:x:0:0::/root:/bin/sh\n",
        "/etc/group": b"root:x:0:\n",
        "/var/log/lastlog": b"",
        "/etc/nix/nix.conf": b"build-users-group =\nsandbox = false\nsubstituters =\n",
    }
