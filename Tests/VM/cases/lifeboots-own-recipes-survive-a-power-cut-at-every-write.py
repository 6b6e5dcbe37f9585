"""The recipes of Sources/Linux/Writing themselves, without lifeboot around them: create, copy, replace, remove."""

from lab import expectation
from lab.case import Skipped
from lab.tools import recipes_binary

SKETCH = """
# fixed geometry: no folder has to grow here; new names in a growing one survive by no recipe known
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
generation 43 kernel b initrd w uninstalled
default 42
"""
SCRIPT = """
recipe() { dir=$1; shift; DISK_RECIPES_LOCK=/run/recipes.lock disk-recipes /boot/$dir "$@"; }
recipe EFI/nixos clean && recipe loader/entries clean && recipe loader clean || exit 1
have() { [ -e "/boot/$1" ]; }
have EFI/nixos/$KERNEL || recipe EFI/nixos copy $KERNEL $KERNEL_SOURCE || exit 2
have EFI/nixos/$INITRD || recipe EFI/nixos copy $INITRD $INITRD_SOURCE || exit 3
text=$(cat entry; echo x)
have loader/entries/nixos-generation-43.conf || recipe loader/entries create nixos-generation-43.conf "${text%x}" || exit 4
text=$(cat conf; echo x)
recipe loader replace loader.conf "${text%x}" || exit 5
for victim in loader/entries/nixos-generation-40.conf EFI/nixos/$OLD_KERNEL EFI/nixos/$OLD_INITRD; do
  have $victim && { recipe ${victim%/*} remove ${victim##*/} || exit 6; }
done
true
"""


def run(case):
    if recipes_binary() is None:
        raise Skipped("no disk-recipes beside lifeboot; build it, or set LIFEBOOT_RECIPES")
    from lab import nixos
    machine = case.machine(SKETCH)
    spec, old = machine.spec(machine.generation(43)), machine.spec(machine.generation(40))
    conf = nixos.loader_conf("C", "nixos-generation-43.conf")
    words = {"KERNEL": nixos.boot_file_name(spec.kernel), "KERNEL_SOURCE": spec.kernel,
             "INITRD": nixos.boot_file_name(spec.initrd), "INITRD_SOURCE": spec.initrd,
             "OLD_KERNEL": nixos.boot_file_name(old.kernel), "OLD_INITRD": nixos.boot_file_name(old.initrd)}
    script = "".join("%s=%s\n" % pair for pair in words.items())
    script += "cat >entry <<'END'\n%sEND\ncat >conf <<'END'\n%sEND\n" % (
        machine.entry(machine.generation(43))[1], conf) + SCRIPT
    case.power_cuts(machine, script, wanted=expectation.of(machine, new_default=43, arrives=[43]), always_fsck=True)
