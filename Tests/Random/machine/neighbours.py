"""What else lies on boot partitions: other systems, other loaders, own entries, own roots for the collector, own marks."""

import os

from . import installer, programs

OTHER_ID = "ffffeeeeddddccccbbbbaaaa99998888"


def settle(machine, maker):
    """Draws who lives beside NixOS. All of it was put there by somebody else and must stay as it is."""
    for name, probability, move_in in NEIGHBOURS:
        if machine.feature(name, probability):
            move_in(machine, machine.stream("neighbour " + name), maker)


def windows(machine, draw, maker):
    machine.put(machine.esp_dir + "/EFI/Microsoft/Boot/bootmgfw.efi", programs.program("windows", 5000, machine.arch))
    machine.put(machine.esp_dir + "/EFI/Microsoft/Boot/BCD", programs.noise("bcd", 800))


def grub(machine, draw, maker):
    machine.put(machine.boot_dir + "/grub/grub.cfg", b"menuentry 'NixOS' {\n linux ($drive1)//kernels/old-bzImage\n}\n")
    machine.put(machine.boot_dir + "/kernels/old-bzImage", programs.kernel("grub", 6000, machine.arch))
    machine.put(machine.esp_dir + "/EFI/NixOS-boot/grubx64.efi", programs.program("grub", 5000, machine.arch))


def refind(machine, draw, maker):
    machine.put(machine.esp_dir + "/EFI/refind/refind_x64.efi", programs.program("refind", 5000, machine.arch))
    kernel = sorted(os.listdir(machine.boot_dir + "/EFI/nixos"))[0]
    machine.put(machine.esp_dir + "/EFI/refind/refind.conf", ("menuentry x {\n loader /EFI/nixos/%s\n}\n" % kernel).encode())
    machine.notes.add("mention")


def xen(machine, draw, maker):
    """An image whose configuration names kernel and initrd of a generation by their file names."""
    (_, number), (_, system, _) = draw.choice(sorted(maker.entries.items()))
    if not system.initrd:
        return
    names = installer.name_of(system.kernel), installer.initrd_name(system, system.era)
    text = "[global]\ndefault=xen\n\n[xen]\noptions=dom0_mem=4G\nkernel=%s init=%s loglevel=4\nramdisk=%s\n" % (names[0], system.init, names[1])
    image = programs.program("xen %d" % number, 4000, machine.arch) + text.encode()
    machine.put(machine.boot_dir + "/EFI/nixos/xen-generation-%d.efi" % number, image)
    entry = "title NixOS (with Xen Hypervisor)\nversion Generation %d\nefi /EFI/nixos/xen-generation-%d.efi\nmachine-id %s\nsort-key nixos-xen\n" % (
        number, number, installer.MACHINE_ID)
    machine.put(machine.boot_dir + "/loader/entries/xen-generation-%d.conf" % number, entry.encode())


def second_nixos(machine, draw, maker):
    """Another NixOS on the same ESP, whose store is elsewhere."""
    for number in (70, 71):
        kernel = programs.digest("other kernel %d" % number) + "-linux-6.18.9-bzImage.efi"
        initrd = programs.digest("other initrd %d" % number) + "-initrd-linux-6.18.9-initrd.efi"
        machine.put(machine.boot_dir + "/EFI/nixos/" + kernel, programs.kernel("other %d" % number, 6000, machine.arch))
        machine.put(machine.boot_dir + "/EFI/nixos/" + initrd, programs.initrd("other %d" % number, 3000))
        top = "/nix/store/%s-nixos-system-other-26.05.%d" % (programs.digest("other system %d" % number), number)
        text = "title NixOS\nsort-key nixos\nversion Generation %d NixOS 26.05, built on 2026-01-01\nlinux /EFI/nixos/%s\ninitrd /EFI/nixos/%s\noptions init=%s/init loglevel=4\nmachine-id %s\n" % (
            number, kernel, initrd, top, OTHER_ID)
        machine.put(machine.boot_dir + "/loader/entries/nixos-generation-%d.conf" % number, text.encode())
    machine.notes.add("unhealthy")


def own_entry(machine, draw, maker):
    """An entry that the administrator wrote, for a generation of ours or for a kernel of his own."""
    _, (_, system, _) = draw.choice(sorted(maker.entries.items()))
    if draw.random() < 0.5 and system.initrd:
        text = "title The one that works\nlinux /EFI/nixos/%s\ninitrd /EFI/nixos/%s\noptions init=%s systemd.unit=rescue.target\n" % (
            installer.name_of(system.kernel), installer.initrd_name(system, system.era), system.init)
    else:
        machine.put(machine.boot_dir + "/EFI/nixos/vmlinuz-custom", programs.kernel("custom", 6000, machine.arch))
        machine.put(machine.boot_dir + "/EFI/nixos/initrd-custom", programs.initrd("custom", 2000))
        text = "title Mine\nlinux /EFI/nixos/vmlinuz-custom\ninitrd /EFI/nixos/initrd-custom\noptions root=/dev/sda2\n"
    machine.put(machine.boot_dir + "/loader/entries/%s.conf" % draw.choice(["zz-safe", "nixos-mine", "nixos-rescue", "Own"]), text.encode())


def arch_linux(machine, draw, maker):
    machine.put(machine.boot_dir + "/vmlinuz-linux", programs.kernel("arch", 6000, machine.arch))
    machine.put(machine.boot_dir + "/initramfs-linux.img", programs.initrd("arch", 2000))
    text = "title Arch Linux\nlinux /vmlinuz-linux\ninitrd /initramfs-linux.img\noptions root=LABEL=arch rw\n"
    machine.put(machine.boot_dir + "/loader/entries/arch.conf", text.encode())


def unified(machine, draw, maker):
    image = programs.unified("fedora", machine.arch, "ID=fedora\nVERSION_ID=41\nPRETTY_NAME=\"Fedora 41\"\n", "root=LABEL=f")
    machine.put(machine.esp_dir + "/EFI/Linux/fedora-41.efi", image)


def memtest(machine, draw, maker):
    machine.put(machine.boot_dir + "/efi/memtest86/memtest.efi", programs.program("memtest", 4000, machine.arch))
    machine.put(machine.boot_dir + "/EFI/nixos/.extra-files/efi/memtest86/memtest.efi", b"")
    machine.put(machine.boot_dir + "/loader/entries/memtest86.conf", b"title Memtest86+\nefi /efi/memtest86/memtest.efi\nsort-key o_memtest86\n")


def firmware_updates(machine, draw, maker):
    machine.put(machine.boot_dir + "/EFI/nixos/fw/fwupd-x.cap", programs.noise("cap", 600))
    machine.put(machine.boot_dir + "/EFI/nixos/fwupdx64.efi", programs.program("fwupd", 4000, machine.arch))


def leftovers(machine, draw, maker):
    """What an interrupted installer leaves: this is ours and may go."""
    name = programs.digest("gone kernel") + "-linux-5.15.1-bzImage.efi"
    machine.put(machine.boot_dir + "/EFI/nixos/" + name, programs.kernel("gone", 6000, machine.arch))
    machine.put(machine.boot_dir + "/EFI/nixos/" + name + "k3x_81zq.tmp", b"half")
    machine.notes.add("leftovers")


def hand_made_pins(machine, draw, maker):
    profile, number = draw.choice(sorted(maker.entries))
    if profile != "system":
        return
    if draw.random() < 0.5:
        machine.link("system-%d-link" % number, machine.profiles_dir + "/stable")
    else:
        machine.link("/nix/var/nix/profiles/system-%d-link" % number, machine.root + "/nix/var/nix/gcroots/keep-%d" % number)
    machine.notes.add("hand-made-pin %d" % number)


def marks(machine, draw, maker):
    lines = []
    for (profile, number), (_, _, target) in sorted(maker.entries.items()):
        if draw.random() < 0.4:
            kind = draw.choice(["pinned", "good"])
            lines.append("%s %s %d %s" % (kind, profile, number, target))
            machine.marks.append((kind, profile, number))
    machine.put(machine.root + "/var/lib/lifeboot/marks", "".join(line + "\n" for line in lines).encode())


def backup(machine, draw, maker):
    """A copy of the boot partition that shares its files by hard links."""
    for volume in machine.volumes:
        for folder, _, names in os.walk(volume):
            for name in names:
                source = os.path.join(folder, name)
                target = machine.outside + "/backup" + source[len(machine.root) :]
                machine.mkdir(os.path.dirname(target))
                os.link(source, target)


def nested_link(machine, draw, maker):
    """The root is given through a link."""
    os.symlink("root", machine.base + "/by-link")
    machine.arguments_root = machine.base + "/by-link"


NEIGHBOURS = [
    ("windows", 0.2, windows), ("grub", 0.08, grub), ("refind", 0.06, refind), ("xen", 0.06, xen),
    ("second-nixos", 0.06, second_nixos), ("own-entry", 0.15, own_entry), ("arch", 0.12, arch_linux),
    ("unified", 0.08, unified), ("memtest", 0.1, memtest), ("fwupd", 0.06, firmware_updates),
    ("leftovers", 0.12, leftovers), ("hand-made-pins", 0.1, hand_made_pins), ("marks", 0.2, marks),
    ("nested-link", 0.08, nested_link), ("backup", 0.08, backup),
]
