"""Generated histories of a machine: which generations exist at each run of the installer."""

from __future__ import annotations

import random
from typing import Dict, List


def sketch(dice: random.Random, esp: str, era: str, count: int = 8) -> str:
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
        if dice.random() < 0.2:
            extras.append("secrets %d" % dice.randrange(5_000, 90_000))
        lines.append("generation %d kernel k%d initrd i%d %s uninstalled" % (number, kernel, number, " ".join(extras)))
    return "\n".join(lines) + "\n"


def steps(dice: random.Random, count: int = 8) -> List[Dict]:
    """Runs of the installer: new generations come, old ones go, now and then an older one is made default."""
    out: List[Dict] = []
    links: List[int] = []
    for number in range(1, count + 1):
        links.append(number)
        while len(links) > 1 and dice.random() < 0.45:
            links.pop(0)
        out.append({"links": list(links), "argument": number})
        if dice.random() < 0.25:
            out.append({"links": list(links), "argument": dice.choice(links)})
        if dice.random() < 0.2 and len(links) > 2:
            links.remove(links[dice.randrange(len(links) - 1)])
            out.append({"links": list(links), "argument": number})
    return out
