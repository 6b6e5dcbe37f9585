"""The judges are the weakest part of such a test, so each kind of damage is made by hand and shown to both."""

import struct

from lab import crash, disk, expectation, medium, secondjudge

SKETCH = """
esp 80M @FAT@ cluster 1K
kernel a fake 200K
initrd x fake 100K
initrd y fake 120K
generation 41 kernel a initrd x
generation 42 kernel a initrd y
"""


class Damage:
    """Edits of a FAT volume by path. Each method is one kind of damage."""

    def __init__(self, image, part, reader, nodes):
        self.file = open(image, "r+b")
        self.start = part.start
        self.reader = reader
        self.nodes = nodes

    def find(self, end):
        return next(node for path, node in self.nodes.items() if path.endswith(end))

    def put(self, at, data):
        self.file.seek(self.start + at)
        self.file.write(data)
        self.file.flush()

    def link(self, cluster, value, copies=2):
        width = self.reader.bits // 8
        for copy in self.reader.fat_at[:copies]:
            self.put(copy + cluster * width, struct.pack("<H" if width == 2 else "<I", value & (1 << 8 * width) - 1))

    def size(self, node, size):
        self.put(node.slot + 28, struct.pack("<I", size))

    # Broken.

    def a_chain_that_ends_on_a_free_cluster(self):
        first, count = self.find("bzimage.efi").runs[0]
        self.link(first + count // 2, 0)

    def a_chain_whose_first_cluster_is_free(self):
        self.link(self.find("loader.conf").first, 0)

    def an_entry_on_a_freed_chain(self):
        self.link(self.find("generation-42.conf").first, 0)

    def a_chain_that_ends_too_soon(self):
        first, count = self.find("bzimage.efi").runs[0]
        self.link(first + count // 2, 0x0FFFFFFF)

    def a_chain_that_goes_on_too_long(self):
        first, count = self.find("bzimage.efi").runs[0]
        free = next(c for c in range(self.reader.count, 2, -1) if self.reader.next(c) == 0)
        self.link(first + count - 1, free)
        self.link(free, 0x0FFFFFFF)

    def a_chain_on_a_bad_cluster(self):
        first, count = self.find("bzimage.efi").runs[0]
        self.link(first + count // 2, 0x0FFFFFF7)

    def a_chain_in_a_circle(self):
        first, count = self.find("bzimage.efi").runs[0]
        self.link(first + count - 1, first)

    def a_chain_that_runs_into_another(self):
        kernel, initrd = self.find("bzimage.efi").runs[0], self.find("-initrd.efi").runs[0]
        self.link(kernel[0] + kernel[1] // 2, initrd[0] + initrd[1] // 2)

    def a_kernel_with_size_zero(self):
        self.size(self.find("bzimage.efi"), 0)

    def an_empty_entry(self):
        node = self.find("generation-42.conf")
        self.put(node.slot + 26, b"\0\0")
        self.put(node.slot + 20, b"\0\0")
        self.size(node, 0)

    def a_flipped_byte_in_a_kernel(self):
        self.put(self.reader.offset(self.find("bzimage.efi").first) + 5000, b"!")

    def a_kernel_without_a_name(self):
        node = self.find("bzimage.efi")
        for slot in range(node.slots):
            self.put(node.slot - 32 * slot, b"\xe5")

    def an_initrd_that_is_another_file(self):
        initrds = [node for path, node in self.nodes.items() if path.endswith("-initrd.efi")]
        self.put(initrds[0].slot + 26, struct.pack("<H", initrds[1].first & 0xFFFF))

    def a_foreign_loader_altered(self):
        self.put(self.reader.offset(self.find("bootx64.efi").first), b"ZM")

    def a_default_that_nobody_wrote(self):
        self.put(self.reader.offset(self.find("loader.conf").first), b"timeout 3")

    # Whole, with notes.

    def harmless_lost_clusters(self):
        free = next(c for c in range(self.reader.count, 2, -1) if self.reader.next(c) == 0)
        self.link(free, 0x0FFFFFFF)

    def harmless_dirty_flag(self):
        self.put(37 if self.reader.bits == 16 else 65, b"\x01")

    def harmless_second_fat(self):
        width = self.reader.bits // 8
        self.put(self.reader.fat_at[1] + self.find("bzimage.efi").first * width, b"\0" * width)

    def harmless_free_count(self):
        if self.reader.info_at:
            self.put(self.reader.info_at + 488, struct.pack("<I", 7))


def run(case):
    kinds = [name for name in dir(Damage) if name.startswith(("a_", "an_", "harmless_"))]
    for fat in ("fat16", "fat32"):
        machine = case.machine(SKETCH.replace("@FAT@", fat).replace("80M", "60M" if fat == "fat16" else "80M"))
        for kind in kinds:
            one(case, machine, kind)


def one(case, machine, kind):
    image = case.disk(machine)
    wanted, part = expectation.of(machine), disk.partition(machine, "esp")
    reader = medium.Medium(image, [part]).readers()["esp"]
    getattr(Damage(image, part, reader, reader.tree()), kind)()
    first = crash.whole_disk(image, machine, wanted).judge().broken
    mirror = secondjudge.Mirror(image, [part], case.folder / "mirror")
    second = secondjudge.broken(mirror, wanted)
    mirror.close()
    image.unlink()
    case.tally.states += 1
    case.tally.second += 1
    should = not kind.startswith("harmless_")
    case.expect(bool(first) == should, "first judge on %s, %s: %s" % (kind, machine.text.split()[2], first))
    case.expect(bool(second) == should, "second judge on %s, %s: %s" % (kind, machine.text.split()[2], second))
