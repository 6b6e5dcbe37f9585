"""The firmware forgot everything (battery, update): it comes up by the fallback; repair makes our option again, first."""

from lab.mend import FALLBACK, Broken, mended, option, options

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
nvram none
"""
# What efibootmgr makes of the same words; it puts its own first, but this machine is not used any more.
ALSO = r"""
efibootmgr -q -c -d /dev/vda -p 1 -L "Linux Boot Manager" -l '\EFI\systemd\systemd-bootx64.efi'
/lab/firmware >/run/results/firmware-both
for it in /sys/firmware/efi/efivars/Boot0*; do it=${it##*/}; cat /sys/firmware/efi/efivars/$it >/run/results/${it%%-*}; done
"""


def run(case):
    done = mended(case, Broken(SKETCH, finds=["firmware-entry-missing"], starts_before=FALLBACK,
                               writes=["Boot????", "BootOrder"], also=ALSO))
    said = done.outcome.text("firmware-both")
    alike = [number for number, text in options(said).items() if text.startswith("* Linux Boot Manager")]
    case.expect(len(alike) == 2, "efibootmgr does not show ours and its own: %s" % said)
    case.expect(option(said, alike[0]) == option(said, alike[1]), "efibootmgr reads ours otherwise than its own: %s" % said)
    ours, its = (done.outcome.files["Boot" + number] for number in alike)
    case.expect(ours == its, "the bytes of ours are not those of efibootmgr: %s and %s" % (ours.hex(), its.hex()))
