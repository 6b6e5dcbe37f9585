"""The proving ground: real FAT, real firmware, every power cut.

Here lives what builds a machine as a disk image, runs it in QEMU, records every write, rebuilds
the disk as any power cut may have left it and judges what it finds. No line of it is shared with
lifeboot, which it is here to test: it reads FAT, boot entries and loader.conf by code of its own.
Only the Python standard library is used. What runs inside the machine stands in ../guest.
"""
