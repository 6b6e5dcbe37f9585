"""Facts about the kernel's vfat that lifeboot's accounting leans on; see README, "What vfat tells"."""

import json

from lab import disk, machine
from lab.fatreader import FatVolumeReader

GEOMETRIES = ["esp 40M fat16 cluster 1K", "esp 40M fat32 cluster 512", "esp 120M fat16 cluster 4K",
              "esp 300M fat32 cluster 4K"]
SKETCH = """
kernel a fake 20K
initrd x fake 20K
generation 42 kernel a initrd x
"""
# Folders of many clusters, with holes where names were, long names and short ones, and a name in the root.
FILL = """
cd /boot
mkdir many many/sub 'A Folder With A Long Name'
i=0; while [ $i -lt 120 ]; do : >many/a-file-with-a-long-name-$i.conf; i=$((i+1)); done
i=0; while [ $i -lt 60 ]; do rm many/a-file-with-a-long-name-$i.conf; i=$((i+3)); done
: >many/SHORT.TXT; : >many/lower.txt; : >ROOT.TXT; : >'a long name in the root.txt'
i=0; while [ $i -lt 9 ]; do : >"a long name in the root $i"; i=$((i+1)); done
sync; umount /boot; mount -t vfat /dev/disk/by-partlabel/esp /boot
python3 /lab/vfatfacts.py /boot >/run/results/facts
"""


def run(case):
    for line in GEOMETRIES[:2] if case.level.name == "smoke" else GEOMETRIES:
        check(case, machine.Machine(line + SKETCH))


def check(case, sketch):
    image = case.disk(sketch)
    outcome = case.succeed(case.guest(sketch, image, FILL, firmware=False, init=init_of(sketch)))
    facts = json.loads(outcome.text("facts"))
    part = disk.partition(sketch, "esp")
    reader = FatVolumeReader.open(image, part.start)
    nodes = reader.tree()
    case.expect(facts["frsize"] == reader.cluster_size, "statvfs: the fragment is not the cluster")
    case.expect(facts["free"] == reader.free_clusters(), "statvfs: free is not what the FAT says")
    case.expect(facts["blocks"] == reader.count, "statvfs: blocks are not the clusters")
    dots = set()
    for path, folder in facts["folders"].items():
        node = nodes[path.lower()]
        allocated = node.clusters * reader.cluster_size if node.clusters else reader.root_bytes
        case.expect(folder["blocks"] * 512 == folder["size"] == allocated, "%s: st_blocks %d, st_size %d, allocated %d" % (
            path, folder["blocks"], folder["size"], allocated))
        starts = {name_of(one): place(reader, node, one.slot) - 32 * (one.slots - 1)
                  for one in nodes.values() if parent_of(one) == path}
        names = [name for name, _ in folder["entries"]]
        for (name, offset), following in zip(folder["entries"], names[1:] + [None]):
            wanted = allocated if following is None else starts.get(following)
            if following in (".", "..") or name in (".", ".."):
                dots.add("%s %s of %s: %d" % ("root" if path == "/" else "other", name, starts.get(following), offset))
            else:
                case.expect(offset == wanted, "%s: d_off of %s is %d, wanted %s" % (path, name, offset, wanted))
    case.note("%s: st_blocks is what folders take, d_off where the next name begins; %s" % (
        sketch.text.splitlines()[0], "; ".join(sorted(dots)[:6])))


def name_of(node):
    return node.path.rsplit("/", 1)[1]


def parent_of(node):
    return None if node.path == "/" else node.path.rsplit("/", 1)[0] or "/"


def place(reader, folder, slot):
    """Byte position within the folder of a byte of the volume."""
    if not folder.runs:
        return slot - reader.root_at
    passed = 0
    for first, count in folder.runs:
        start, size = reader.offset(first), count * reader.cluster_size
        if start <= slot < start + size:
            return passed + slot - start
        passed += size
    raise ValueError("slot outside the folder")


def init_of(sketch):
    return sketch.spec(sketch.generations[0]).toplevel + "/init"
