"""What somebody sees who sits at the rescue system: what is known is shown and asked about, then the passphrase is asked
for; a wrong one is said as such; what stands behind LUKS is shown and asked about before it is done."""

from lab import cache, layout, target
from lab.mend import SAY
from lab.rescue import comes_up, emptied
from lab.target import KEY, Target

TYPED = SAY + r"""
mkdir -p /dev/pts; mount -t devpts -o ptmxmode=666 devpts /dev/pts; [ -e /dev/ptmx ] || ln -s pts/ptmx /dev/ptmx
type_in() { name=$1; shift; python3 /run/case/typist.py /run/results/$name 'lifeboot rescue --apply' "$@"; echo $? >/run/results/$name.status; }
type_in no 'run these' n
type_in wrong 'run these' y 'Enter passphrase' wrong 'Enter passphrase' wrong 'Enter passphrase' wrong
type_in stopped 'run these' y 'Enter passphrase' '@KEY@' 'run these' n
ls /dev/mapper >/run/results/left; cat /proc/mounts | grep /mnt >>/run/results/left
type_in rescued 'run these' y 'Enter passphrase' '@KEY@' 'run these' y
exit $(cat /run/results/rescued.status)
"""


def run(case):
    case.needs_lifeboot("rescue")
    machine = Target("luks-lvm")
    image = cache.sparse_copy(target.built(machine), case.folder / "disk.img")
    target.write_boot(machine, image, emptied(machine, layout.boot_files(machine)))
    store = case.variables(machine)
    done = case.succeed(case.guest(
        machine, image, TYPED.replace("@KEY@", KEY.decode()), variables=store, direct=True, limit=200,
        files={"typist.py": (cache.GUEST / "typist.py").read_bytes()}, **target.rescue_words()))

    def says(name, status, *words):
        text = done.text(name).replace("\r", "")
        case.expect(done.text(name + ".status").strip() == status, "%s ends with %s: %s" % (
            name, done.text(name + ".status").strip(), text[-600:]))
        for word in words:
            case.expect(word in text, "%s does not say %s: %s" % (name, word, text[-800:]))
        return text

    says("no", "4", "cryptsetup open /dev/vda2", "shown before it is done", "did not agree")
    wrong = says("wrong", "1", "the passphrase is wrong", "loadkeys")
    case.expect("held by" not in wrong, "a wrong passphrase is no matter of who holds what: %s" % wrong[-800:])
    says("stopped", "4", "mount -t ext4", "switch-to-configuration boot", "lifeboot verify", "did not agree",
         "cryptsetup close")
    case.expect(done.text("left").split() == ["control"], "left behind: %s" % done.text("left"))
    rescued = says("rescued", "0", "it boots again")
    case.expect(KEY.decode() not in rescued, "the passphrase stands on the screen")
    comes_up(case, machine, image, store, "typed: ")
