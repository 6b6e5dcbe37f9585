"""Who owns what, what boots, what comes next."""

from .mutant import CORE, group

of = group("BootCore/Attribution", CORE)
loaders = group("BootCore/Loaders", CORE)
retention = group("BootCore/Retention", CORE)

MUTANTS = [
    # The judge of what boots.
    of("judge-missing-is-whole", "BootJudge", "guard let item = files[path], item.kind == .file else {\n      return damaged(.missing,", "guard let item = files[path], item.kind == .file else {\n      if files[path] == nil { return .whole }\n      return damaged(.missing,", "a file that is not there counts as whole"),
    of("judge-empty-is-whole", "BootJudge", "if item.bytes == 0 {", "if false && item.bytes == 0 {", "an empty kernel counts as whole where sizes are not known"),
    of("judge-short-is-whole", "BootJudge", "if item.bytes < wanted {", "if item.bytes < wanted / 2 {", "a file that is a little short counts as whole"),
    of("judge-long-is-whole", "BootJudge", "if item.bytes > wanted && !mayGrow {", "if item.bytes > wanted && mayGrow {", "a longer file counts as whole"),
    of("judge-secrets-anywhere", "BootJudge", "let mayGrow = use.part == .initrd && toplevel?.initrdSecrets != nil", "let mayGrow = use.part == .initrd", "any initrd may be longer"),
    of("judge-differs-is-whole", "BootJudge", "case .differs(let offset):\n      return damaged(", "case .differs(let offset):\n      if offset > 4096 { return .whole }\n      return damaged(", "other bytes behind the first block do not matter"),
    of("judge-prefix-is-whole", "BootJudge", "if use.part == .initrd && toplevel?.initrdSecrets != nil { return .whole }", "if use.part == .initrd { return .whole }", "bytes behind an initrd without secrets do not matter"),
    of("judge-no-init", "BootJudge", "toplevel?.hasInit == false", "toplevel?.hasInit == nil", "a system without init boots"),
    of("judge-collected", "BootJudge", "if case .stale(toplevelExists: false) = owner {", "if case .stale(toplevelExists: true) = owner {", "an entry of a collected system boots"),
    of("judge-lost-parts", "BootJudge", "!lost.isEmpty {", "lost.count > 1 {", "a system that lost one part boots"),
    of("judge-doubt-is-yes", "BootJudge", "return doubt.map { .notJudged(why: $0) } ?? .boots", "return .boots", "what could not be judged boots"),
    of("judge-no-kernel", "BootJudge", "if entry.uses.isEmpty {", "if entry.uses.count == 99 {", "an entry without a kernel is judged by nothing"),
    # The map.
    of("map-bad-is-dependable", "BootMap", "verdict == .boots && !entry.isBad && entry.hidden == nil", "verdict == .boots && entry.hidden == nil", "an entry that failed to boot is relied on"),
    of("map-hidden-is-dependable", "BootMap", "verdict == .boots && !entry.isBad && entry.hidden == nil", "verdict == .boots && !entry.isBad", "an entry that the loader hides is relied on"),
    of("map-specialisation-is-enough", "BootMap", "$0.generation == generation && $0.specialisation == nil", "$0.generation == generation", "a generation boots when only its specialisation does"),
    of("map-unknown-is-yes", "BootMap", "{ true } else { false } } ? .unknown : .no", "{ true } else { false } } ? .yes : .no", "what was not judged counts as verified"),
    # Owners.
    of("owner-other-machine", "OwnerIndex", "if isOtherMachine && exact.isEmpty {", "if isOtherMachine && !exact.isEmpty {", "an entry of another machine is ours"),
    of("owner-stray-of-others", "OwnerIndex", "if isOtherMachine { return .foreign(why: \"its machine-id is that of another installation\") }", "", "another installation's entry is stale and may go"),
    of("owner-no-machine-id", "OwnerIndex", "if entry.machineID != nil && entry.machineID == machineID {", "if entry.machineID == nil || entry.machineID == machineID {", "an entry without machine-id is ours"),
    of("superseded-chosen", "SupersededEntries", "guard !chosen.contains(entry.entry.id), !isCounted,", "guard !isCounted,", "the entry that boots next is called superseded"),
    of("superseded-counted", "SupersededEntries", "guard !chosen.contains(entry.entry.id), !isCounted,", "guard !chosen.contains(entry.entry.id),", "an entry being tried is called superseded"),
    # Files.
    of("claims-managed", "FileClaims", "if place != .temporary, managed.contains(item.path) {", "if false, managed.contains(item.path) {", "extra files of the installer are nobody's"),
    of("claims-foreign-names", "FileClaims", "item: item, kind: .foreign, because: \"named by", "item: item, kind: .orphan, because: \"named by", "what a foreign entry names is an orphan"),
    of("claims-vendor", "FileClaims", "? file(.foreign, \"in the directory", "? file(.orphan, \"in the directory", "files of vendors are orphans"),
    of("claims-unknown-name", "FileClaims", "item: item, kind: .unknown, because: \"its name is not one", "item: item, kind: .orphan, because: \"its name is not one", "a user's kernel in EFI/nixos is an orphan"),
    of("claims-wanted", "FileClaims", "if let wants = wanted[item.path], let first = wants.first {", "if let wants = wanted[item.path], let first = wants.first, wants.count > 1 {", "what one unlisted generation wants is an orphan"),
    # What comes next.
    loaders("next-oneshot-after-default", "NextBoot", "(.oneShot, firmware.overrides[.oneShot]),\n", "", "a one-shot wish is not seen"),
    loaders("next-variable-ignored", "NextBoot", "(.defaultVariable, resolved(firmware.overrides[.default])),", "(.defaultVariable, nil),", "LoaderEntryDefault is not seen"),
    loaders("next-saved", "NextBoot", "== \"@saved\" ? firmware.lastBooted : pattern", "== \"@saved\" ? nil : pattern", "@saved means nothing"),
    loaders("next-preferred-bad", "NextBoot", "!(skipsBad && $0.isBad) && glob", "glob", "preferred takes an entry that failed"),
    loaders("next-passed-over", "NextBoot", "passedOver.append(id)", "_ = id", "a preferred entry that failed may go"),
    loaders("next-overridden", "NextBoot", "overridden = bare.lasting == lasting ? nil : bare.lasting", "overridden = nil", "what a variable overrides may go"),
    loaders("order-bad-first", "MenuOrder", "return left.isBad ? 1 : -1", "return left.isBad ? -1 : 1", "failed entries come first"),
    loaders("order-version-up", "MenuOrder", "VersionOrder.compare(right.version ?? \"\", left.version ?? \"\")", "VersionOrder.compare(left.version ?? \"\", right.version ?? \"\")", "the oldest comes first"),
    loaders("order-machine", "MenuOrder", "if machine != 0 { return machine }", "", "machine-id does not matter in the order"),
    loaders("order-id-up", "MenuOrder", "return VersionOrder.compare(right.id, left.id)", "return VersionOrder.compare(left.id, right.id)", "old entries without sort keys come first"),
    loaders("order-key-last", "MenuOrder", "case (_?, nil): return -1", "case (_?, nil): return 1", "entries without a sort key come first"),
    loaders("duplicates-unseen", "EntryReading", "guard let other = first.updateValue(entry.path, forKey: entry.id) else { continue }", "guard let other = first.updateValue(entry.path, forKey: entry.id), other == entry.path else { continue }", "two entries with one id are not seen"),
    # Who stays.
    retention("stay-current", "StandingReasons", "if let current = profile.current { add(current.id,", "if let current = profile.current, profile.generations.count == 1 { add(current.id,", "the current generation may go"),
    retention("stay-booted", "StandingReasons", "if let booted = snapshot.running.booted, toplevels.contains(booted) {", "if let booted = snapshot.running.booted, generation.id.toplevel != booted, toplevels.contains(booted) {", "the booted generation may go"),
    retention("stay-booted-specialisation", "StandingReasons", "case .whole(let toplevel): toplevels.formUnion(toplevel.specialisations.map(\\.toplevel.path))", "case .whole: break", "the generation whose specialisation runs may go"),
    retention("stay-activated", "StandingReasons", "if let activated = snapshot.running.activated, toplevels.contains(activated) {", "if let activated = snapshot.running.activated, activated == snapshot.running.booted, toplevels.contains(activated) {", "the activated generation may go"),
    retention("stay-default", "StandingReasons", "addEntry(map.nextBoot.lasting, \"default\", \"loader default\", map)\n", "", "the default may go"),
    retention("stay-oneshot", "StandingReasons", "addEntry(map.nextBoot.oneShot, \"one-shot\", \"next boot\", map)\n", "", "the next boot may go"),
    retention("stay-pinned", "StandingReasons", "contains(.pinned) == true {", "contains(.pinned) == false {", "pinned generations may go"),
    retention("stay-dangling", "StandingReasons", "case .dangling: add(generation.id, \"unreadable\", \"its system is not in the store\")", "case .dangling: break", "a generation whose system is gone is released without a word"),
    retention("stay-counted", "StandingReasons", "if let counted = snapshot.firmware.bootCountPath { addCounted(counted, map) }", "", "the entry that is being tried may go"),
    retention("two-becomes-one", "Retention", "var missing = min(2, bootable.count)", "var missing = min(1, bootable.count)", "one generation that boots is enough"),
    retention("two-counts-kept", "Retention", "bootable.filter { reasons[$0] != nil }.count", "reasons.count", "kept ones count as bootable"),
    retention("two-oldest", "Retention", "ruled = policy.rules.map", "ruled = policy.rules.reversed().map", "the weakest rule is the strongest"),
    retention("no-rules-keep-all", "Retention", "if ruled.isEmpty { keepAll(&reasons) }", "", "without rules everything goes"),
    retention("last-off-by-one", "Rules/KeepLast", "candidates.prefix(count)", "candidates.prefix(max(1, count - 1))", "one fewer is kept than asked"),
    retention("last-oldest", "Rules/KeepLast", "candidates.prefix(count)", "candidates.suffix(count)", "the oldest are kept"),
    retention("within-edge", "Rules/KeepWithin", "$0.created >= cutoff", "$0.created > now", "only generations of the future are kept"),
    retention("kernels-count", "Rules/KeepKernels", "seen.count < count", "seen.count <= count", "one more kernel is kept than asked"),
    retention("period-newest", "Rules/KeepPerPeriod", "if seen.insert(period(candidate.day)).inserted { chosen.append(candidate) }", "if !seen.insert(period(candidate.day)).inserted { chosen.append(candidate) }", "not the newest of each day is kept"),
]
