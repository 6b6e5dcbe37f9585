"""loader.conf names an entry that is gone: the prune first points it at one that boots."""

SKETCH = """
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
default nixos-generation-39.conf
"""
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 1 ]"


def run(case):
    case.needs_lifeboot("prune")
    recording = case.power_cuts(SKETCH, PRUNE, learn=True)
    after = case.judge(recording.folder / "after.img", recording.machine, recording.wanted).judge()
    case.expect(after.default == "nixos-generation-42.conf", "the default is %s" % after.default)
    text = case.text_of(recording.folder / "after.img", recording.machine, "/loader/loader.conf")
    case.expect("default nixos-generation-42.conf" in text, "loader.conf has no such default: %r" % text)
