// Linux: what can the kernel and its libraries do for us?
//
// Here live: files and directories held by descriptor, comparing files, libblkid, libefivar, the kernel
// log, the clock, terminals, locks, and (under Writing/) everything that changes a disk. It is the one
// module that uses unsafe pointers; what it gives out is safe.
//
// Not here: anything about booting. This module does not know what an ESP, an entry or a generation is,
// takes no decision about what may be removed, and prints nothing.
//
// Three promises hold throughout:
// - Only opening a `Root` (or a block device) uses the process' own root and working directory. Every path
//   after that goes through a descriptor with openat2(2), so no link leads out of the tree that was opened.
// - Looking leaves no trace: nothing is opened for writing, access times are not touched where the kernel
//   lets us say so, and no FIFO, device or socket is opened to find out that it is one.
// - A function outside Writing/ cannot change a file; a function inside takes a `WriteLease`. The one
//   exception is `OutputFile`, which writes a report where the user asked for it.
