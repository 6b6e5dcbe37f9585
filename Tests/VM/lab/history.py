"""Generated histories of a machine: which generations exist at each run of the installer."""

from __future__ import annotations

import random
from typing import Dict, List


def sketch(dice: random.Random, esp: str, era: str, count: int = 8, secrets: bool = False) -> str:
    """A machine with `count` generations of which none is installed yet; kernels and initrds of odd sizes."""
    lines = ["esp " + esp, "era " + era, "default none"]
    kernel = 0
    for number in range(1, count + 1):
        if number == 1 or dice.random() < 0.5:
            kernel += 1
            lines.append("kernel k%d fake %d" % (kernel, dice.randrange(200_000, 900_000)))
        lines.append("initrd i%d fake %d" % (number, dice.randrange(100_000, 700_000)))
        extras = []
        if dice.random() < 0.25:
            other = dice.randrange(1, number + 1)
            extras.append("specialisation extra:k%d:i%d" % (kernel, other))
        if secrets and dice.random() < 0.4:
            extras.append("secrets %d" % dice.randrange(5_000, 90_000))
        lines.append("generation %d kernel k%d initrd i%d %s uninstalled" % (number, kernel, number, " ".join(extras)))
    return "\n".join(lines) + "\n"


def steps(dice: random.Random, count: int = 8) -> List[Dict]:
    """Rebuilds: old links go now and then, then a system is built: a new one, the newest again, or one from before."""
    out: List[Dict] = []
    links: List[int] = []
    newest = 0
    for fresh in range(1, count + 1):
        for system in [fresh] + [dice.choice([fresh, dice.randrange(1, fresh + 1)])] * (dice.random() < 0.3):
            gone = []
            while len(links) > 1 and dice.random() < 0.4:
                gone.append(links.pop(dice.randrange(len(links) - 1)))
            out.append({"remove": gone, "system": system})
            # Nix makes no new link when the newest one is of the same system.
            if not out[:-1] or system != out[-2]["system"]:
                newest = max(links, default=0) + 1
                links.append(newest)
    return out
