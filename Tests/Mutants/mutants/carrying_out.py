"""The executor: what is looked up, in which order it is done, what is made durable."""

from .mutant import APPLY, group

of = group("Apply", APPLY)
PROVING = "the proving ground (Tests/VM), which cuts the power between every two writes"

MUTANTS = [
    of("apply-no-lookup", "Executor", "    try lookUp(plan)\n", "", "a stale plan is found out when half is done"),
    of("apply-no-barrier", "Executor", "        try barrier(group, isHalfway: isHalfway)\n", "", "nothing is durable between groups", PROVING),
    of("apply-barrier-links", "Executor", "for directory in Set(group.steps.compactMap { $0.step.link.map { ByteText($0.directory) } }).sorted() {", "for directory in Set(group.steps.compactMap { $0.step.link.map { ByteText($0.directory) } }).sorted().prefix(0) {", "links are not durable before files go", PROVING),
    of("apply-not-skipped", "Executor", "if try failure(of: step.ensures, isHalfway: isHalfway) == nil { return .skipped }", "", "a step that is done already stops the rest"),
    of("apply-requires", "Executor", "if let failure = try failure(of: step.requires, isHalfway: isHalfway) {", "if let failure = try failure(of: step.requires, isHalfway: isHalfway), failure.isEmpty {", "what a step needs is not looked up before it"),
    of("apply-ensures", "Executor", "if let failure = try failure(of: step.ensures, isHalfway: isHalfway) {\n      throw .stale(failure, subject: step.step.subject, isHalfway: true)", "if let failure = try failure(of: step.ensures, isHalfway: isHalfway), failure.isEmpty {\n      throw .stale(failure, subject: step.step.subject, isHalfway: true)", "what a step did is not looked at"),
    of("apply-no-audit", "Executor", "    audit.record(step, in: machine.root, lease)\n", "", "nothing is written into the log"),
    of("apply-interrupt", "Executor", "if interrupt.isRequested { throw Self.interrupted(isHalfway: isHalfway) }", "", "it cannot be stopped"),
    of("apply-halfway", "Executor", "isHalfway = isHalfway || outcome == .done", "isHalfway = isHalfway || outcome == .skipped", "a stop in the middle says that nothing was changed"),
    of("apply-switch-lock", "Executor", "\"/run/lifeboot.lock\", \"/run/nixos/switch-to-configuration.lock\"", "\"/run/lifeboot.lock\"", "a rebuild may run at the same time"),
    of("apply-own-lock", "Executor", "\"/run/lifeboot.lock\", \"/run/nixos/switch-to-configuration.lock\"", "\"/run/nixos/switch-to-configuration.lock\"", "two lifeboots may run at the same time"),
    of("apply-profile-lock", "Executor", "try withProfileLocks(profiles[...]) { () throws(ApplyError) in\n      var", "try withProfileLocks(profiles[..<0]) { () throws(ApplyError) in\n      var", "Nix may change the profile at the same time"),
    of("step-link-target", "StepWork", "to: link.id.toplevel, in: directory, lease)", "to: directory.readLink(FileName(link.name)), in: directory, lease)", "a link that leads elsewhere by now is removed"),
    of("step-attributes", "StepWork", "to: EFIVariable(attributes: 7, data: bytes), lease)", "to: EFIVariable(attributes: 6, data: bytes), lease)", "a load option does not survive the power"),
    of("step-loader-attributes", "StepWork", "to: EFIVariable(attributes: 7, data: text.bytes), lease)", "to: EFIVariable(attributes: 6, data: text.bytes), lease)", "a loader variable does not survive the power"),
    of("fact-size", "FactLookup", "return status.size == Int64(clamping: bytes) ?", "return status.size >= 0 ?", "a file that changed is taken for the one that was planned"),
    of("fact-contents", "FactLookup", "count: text.count + 1)", "count: text.count)", "a longer file passes for the same contents"),
    of("fact-copy", "FactLookup", "return try FileComparison.compare(file, store, using: &buffers) == .equal", "return try FileComparison.compare(file, store, using: &buffers) != .short(0)", "a copy is not compared"),
    of("fact-link", "FactLookup", "ByteText.equal(try target(link, machine), link.id.toplevel)\n", "try target(link, machine) != nil\n", "a link that leads elsewhere passes"),
    of("fact-current", "FactLookup", "return ByteText.equal(pointer, link.name) ?", "return ByteText.equal(pointer, \"\") ?", "the current generation's link goes"),
    of("fact-running", "FactLookup", "for (path, word) in [(\"/run/booted-system\", \"booted\"), (\"/run/current-system\", \"activated\")] {", "for (path, word) in [(\"/run/current-system\", \"activated\")] {", "what was booted since the plan is not seen"),
    of("fact-running-real", "FactLookup", "for running in [text, real] {", "for running in [text] {", "a running system behind another link is not seen"),
    of("mark-order", "MarkStore", "try perform(isHalfway: true) { () throws(SystemError) in try addProfile(generation) }", "", "a pin holds against nobody else"),
    of("mark-unpin", "MarkStore", "if mark == .pinned { try removeProfile(generation) { isBegun = true } }", "if isBegun { isBegun = true }", "an unpinned generation is kept for ever"),
    of("mark-reused-number", "MarkStore", "if isPinned, ByteText.equal(text, target) { continue }", "if text != nil { continue }", "a pin takes over what keeps another system"),
]
