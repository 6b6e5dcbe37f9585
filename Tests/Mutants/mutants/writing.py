"""The recipes that leave a file old or new, and the locks."""

from .carrying_out import PROVING
from .mutant import LINUX, group

of = group("Linux/Writing", LINUX)

MUTANTS = [
    of("create-over-file", "DurableFile", "guard present.kind == .regular, present.size == 0 else {", "guard present.kind == .regular else {", "a file that is there is overwritten"),
    of("create-name-first", "DurableFile", "if isTaken {\n      try staged.publish(over: name, in: directory)", "if !isTaken {\n      try staged.publish(over: name, in: directory)", "a new file takes the name of one that came in between"),
    of("remove-not-held", "DurableFile", "    try directory.unlink(name)\n    try directory.sync()\n    file.close()\n    try directory.sync()", "    file.close()\n    try directory.unlink(name)\n    try directory.sync()", "a file's chain is free before its name is gone", PROVING),
    of("remove-no-sync", "DurableFile", "    try directory.unlink(name)\n    try directory.sync()\n    file.close()\n    try directory.sync()", "    try directory.unlink(name)\n    file.close()", "a removal is not durable", PROVING),
    of("barrier-no-flush", "DurableFile", "_ = try checked(clinux_syncfs(directory.descriptor.raw), \"syncfs\", directory.path)\n    try directory.sync()", "_ = try checked(clinux_syncfs(directory.descriptor.raw), \"syncfs\", directory.path)", "a barrier does not flush the drive's cache", PROVING),
    of("copy-size-changed", "DurableFile", "guard offset == source.status.size else {", "guard offset > 0 else {", "a source that changed while it was read is published"),
    of("copy-short-read", "DurableFile", "if count < buffer.count { break }", "if offset >= 256 * 1_024 { break }", "only the first block is copied"),
    of("in-place-too-long", "DurableReplacement", "oldSize > 0 && oldSize <= Int64(sectorSize) &&", "oldSize > 0 && oldSize <= Int64(sectorSize) * 8 &&", "several sectors are overwritten in place"),
    of("in-place-shorter", "DurableReplacement", "(newSize == oldSize || canPad && newSize < oldSize)", "(newSize == oldSize || newSize < oldSize)", "shorter contents leave the end of the old"),
    of("in-place-no-sync", "DurableReplacement", "_ = try checked(uninterrupted { clinux_fsync(file.raw) }, \"fsync\", subject)", "_ = subject", "what was overwritten is not durable", PROVING),
    of("rename-not-held", "DurableReplacement", "    try staged.publish(over: name, in: directory)\n    old.close()\n    try directory.sync()", "    old.close()\n    try staged.publish(over: name, in: directory)", "the old chain is free before the name means the new one", PROVING),
    of("staged-no-sync", "StagedFile", "      try fill(staged)\n      try staged.sync()", "      try fill(staged)", "a name is given to what is not durable", PROVING),
    of("staged-not-reserved", "StagedFile", "      try staged.reserve(size, in: directory)\n", "", "no room is reserved before writing"),
    of("staged-not-discarded", "StagedFile", "    } catch {\n      staged.discard(from: directory)\n      throw error\n    }\n    return staged", "    } catch {\n      throw error\n    }\n    return staged", "a failed write leaves a file behind"),
    of("staged-placed-order", "StagedFile", "    guard let fillers else {\n      try directory.sync()\n      try sync()\n      return", "    guard let fillers else {\n      try sync()\n      try directory.sync()\n      return", "two names on one chain for a moment", PROVING),
    of("publish-over-no-sync", "StagedFile", "      discard(from: directory)\n      throw error\n    }\n    try directory.sync()\n    try sync()\n  }", "      discard(from: directory)\n      throw error\n    }\n  }", "a replacement is not durable", PROVING),
    of("link-elsewhere", "DirectoryChange", "guard try directory.readLink(name).utf8.elementsEqual(target.utf8) else {", "guard try !directory.readLink(name).isEmpty else {", "a link that leads elsewhere is removed"),
    of("directory-no-sync", "DirectoryChange", "    try directory.openDirectory(name).sync()\n    try directory.sync()", "    try directory.openDirectory(name).sync()", "a new directory is not durable", PROVING),
    of("lock-shared", "LockFile", "if answer == -EWOULDBLOCK {\n        throw", "if answer == -EWOULDBLOCK, path.isEmpty {\n        throw", "a lock that is taken is no reason to wait"),
    of("lock-replaced", "LockFile", "if now.map({ $0.isSameFile(as: status) }) == true { return opened }", "if now != nil { return opened }", "a lock on a file that nobody else finds"),
    of("lease-no-locks", "WriteLease", "guard !locks.isEmpty else {", "guard locks.count < 99 else {", "a lease without a lock"),
    of("nix-lock-removed", "NixProfileLock", "let answer = clinux_unlink(directory.descriptor.raw, path)", "let answer = path.isEmpty ? Int32(0) : -EIO", "Nix's lock file stays"),
    of("nix-lock-byte", "NixProfileLock", "if answer == 0 || answer == -ENOENT {", "if answer <= 0 {", "a lock file that could not be removed is waited for for ever"),
    of("nix-lock-stale", "NixProfileLock", "if status.size == 0 && status.linkCount == 1 { return opened }", "return opened", "a lock on a file that Nix has thrown away"),
    of("variable-order", "EFIVariableChange", "try directory.unlink(FileName(name.fileName))\n      try directory.sync()", "try directory.sync()", "a variable is not removed"),
    of("owned-name", "OwnedName", "guard upper.count == 12, upper.starts(with: Array(\"LB\".utf8)) else { return false }", "guard upper.count == 12 else { return false }", "somebody's temporary is taken for ours"),
]
