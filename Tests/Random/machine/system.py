"""A built system in the store: what NixOS's toplevel holds, in the shape of each age of its installer."""

import json
import os
from dataclasses import dataclass, field
from typing import Dict, List, Optional

from . import programs


@dataclass
class System:
    """One toplevel, with all that an entry of it needs."""

    seed: str
    label: str
    version: str
    arch: str
    params: List[str]
    kernel: str
    initrd: Optional[str]
    era: str
    sort_key: str = "nixos"
    secrets: bool = False
    extra: List[str] = field(default_factory=list)
    devicetree: Optional[str] = None
    specialisations: Dict[str, "System"] = field(default_factory=dict)
    toplevel: str = ""
    extras_json: str = ""

    def __post_init__(self):
        self.toplevel = "/nix/store/%s-nixos-system-box-%s" % (programs.digest("system " + self.seed), self.label)

    @property
    def init(self):
        return self.toplevel + "/init"

    @property
    def appender(self):
        return "/nix/store/%s-append-initrd-secrets" % programs.digest("appender " + self.seed) + "/bin/append-initrd-secrets"

    @property
    def title(self):
        return "NixOS Xantusia %s (Linux %s)" % (self.label, self.version)

    def document(self):
        """boot.json as an object."""
        spec = {
            "init": self.init, "kernel": self.kernel, "kernelParams": self.params, "label": self.title,
            "system": self.arch, "toplevel": self.toplevel,
        }
        if self.initrd:
            spec["initrd"] = self.initrd
        if self.secrets:
            spec["initrdSecrets"] = self.appender
        loader = {"sortKey": self.sort_key}
        if self.devicetree:
            loader["devicetree"] = self.devicetree
        document = {
            "org.nixos.bootspec.v1": spec,
            "org.nixos.specialisation.v1": {name: one.document() for name, one in self.specialisations.items()},
        }
        if self.era != "b" or self.sort_key != "nixos" or self.devicetree:
            document["org.nixos.systemd-boot"] = loader
        if self.extra:
            document["org.nixos.extra-initrd.v1"] = {"paths": self.extra}
        return document


def write(machine, system, systemd, wrapper):
    """Puts the system into the machine's store."""
    top = machine.root + system.toplevel
    machine.put(top + "/init", b"#!/bin/sh\nexec systemd\n", 0o755)
    os.symlink(system.kernel, top + "/kernel")
    if system.initrd:
        os.symlink(system.initrd, top + "/initrd")
    os.symlink(systemd, top + "/systemd")
    command = "#!/bin/sh\nexport INSTALL_BOOTLOADER='%s'\n" % wrapper
    machine.put(top + "/bin/switch-to-configuration", command.encode(), 0o755)
    machine.put(top + "/nixos-version", system.label.encode())
    machine.put(top + "/system", system.arch.encode())
    machine.put(top + "/kernel-params", " ".join(system.params).encode())
    modules = "/nix/store/%s-kernel-modules" % programs.digest("modules " + system.version)
    machine.mkdir(machine.root + modules + "/lib/modules/" + system.version)
    os.symlink(modules, top + "/kernel-modules")
    if system.era != "a":
        machine.put(top + "/boot.json", json.dumps(system.document(), sort_keys=True).encode())
    if system.secrets:
        machine.put(machine.root + system.appender, b"#!/bin/sh\n# secrets\n", 0o755)
        os.symlink(system.appender, top + "/append-initrd-secrets")
    machine.mkdir(top + "/specialisation")
    for name, one in system.specialisations.items():
        write(machine, one, systemd, wrapper)
        os.symlink(one.toplevel, top + "/specialisation/" + name)
