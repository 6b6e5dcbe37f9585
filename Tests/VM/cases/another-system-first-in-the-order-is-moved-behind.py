"""An update of the other system put itself first in BootOrder: ours goes before it, and it keeps its place."""

from lab.machine import Machine
from lab.mend import Broken, boot_order, mended, option

# A kernel is an EFI program, and its load option can say the rest: a whole other system without a loader.
SKETCH = """
esp 200M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
file /EFI/ubuntu/linux.efi kernel o
file /EFI/ubuntu/initrd.img initrd o
nvram Boot0001 /EFI/ubuntu/linux.efi ubuntu with console=ttyS0 quiet panic=-1 no_timer_check initrd=\\EFI\\ubuntu\\initrd.img init=@INIT@
nvram BootOrder 0001 0000
"""


def run(case):
    plain = Machine(SKETCH)
    sketch = SKETCH.replace("@INIT@", plain.spec(plain.generation(41)).toplevel + "/init")
    done = mended(case, Broken(sketch, finds=["firmware-other-first"], comes_before="kernel o", starts_before="nothing",
                               writes=["BootOrder"]))
    before, after = (done.outcome.text("firmware-" + word) for word in ("before", "after"))
    first = boot_order(before)
    case.expect(first[:2] == ["0001", "0000"], "the order before is %s" % first)
    case.expect(boot_order(after) == ["0000", "0001"] + first[2:], "the order after is %s" % boot_order(after))
    case.expect(option(after, "0001") == option(before, "0001"), "the other system's option was changed")
