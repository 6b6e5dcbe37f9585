"""The rescue medium was started by a BIOS, so no load option can be made; firmware comes to the fallback all the same.

That is said before and after, and once the machine is up, one command makes the option.
"""

from lab import cache, expectation, layout, target
from lab.mend import FALLBACK, LOADER, SAY, option, started
from lab.rescue import Rescuer, emptied, rescue
from lab.target import Target

UP = SAY + """
/lab/firmware >/run/results/firmware
say repair lifeboot repair --apply --yes
say deep lifeboot verify --deep
"""


def run(case):
    case.needs_lifeboot("rescue")
    machine = Target("ext4")
    image = cache.sparse_copy(target.built(machine), case.folder / "disk.img")
    target.write_boot(machine, image, emptied(machine, layout.boot_files(machine)))
    done = rescue(case, machine, image, None, Rescuer())
    case.expect("not started by UEFI" in done.text("plan"), "the plan does not say that there is no UEFI")
    said = done.text("rescue")
    case.note("\n".join(said.strip().splitlines()[-6:]))

    store = case.variables(machine)
    up = case.guest(machine, image, UP, variables=store, bootindex=False, memory=512, limit=400)
    case.tally.booted += 1
    came = case.booted_generation(case.succeed(up), expectation.of(machine))
    case.expect(came == "nixos-generation-42.conf", "%s came up" % came)
    case.expect(started(up.text("firmware")) == FALLBACK, "the loader came from %s" % started(up.text("firmware")))
    case.expect(up.text("deep.status").strip() == "0", "after repair: %s" % up.text("deep")[-800:])

    again = case.guest(machine, image, SAY + "/lab/firmware >/run/results/firmware", variables=store, bootindex=False,
                       memory=512, limit=400)
    case.tally.booted += 1
    firmware = case.succeed(again).text("firmware")
    case.expect(started(firmware) == LOADER, "then the loader came from %s" % started(firmware))
    case.expect(LOADER.replace("/", "\\") in option(firmware), "firmware started %s" % option(firmware))
