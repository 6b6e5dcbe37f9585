"""Safeguards, and what prune and repair plan."""

from .mutant import CORE, group

of = group("BootCore/Planning", CORE)
simulation = group("BootCore/Simulation", CORE)

MUTANTS = [
    # Safeguards.
    of("guard-running", "Safeguards", "    guardRunning()\n    guardCurrent()", "    guardCurrent()", "no guard on what runs"),
    of("guard-current", "Safeguards", "    guardRunning()\n    guardCurrent()", "    guardRunning()", "no guard on the current generation"),
    of("guard-next", "Safeguards", "    guardNextBoot()\n    for", "    for", "no guard on what boots next"),
    of("guard-pinned", "Safeguards", "where marks.contains(.pinned) {", "where marks.count > 9 {", "no guard on pins"),
    of("guard-oneshot", "Safeguards", "if let oneShot = map.nextBoot.oneShot { guardEntry(oneShot, .oneShotStays) }", "", "no guard on the one-shot entry"),
    of("guard-entries-only", "Safeguards", "for use in entry.uses { guardedLinks[use.generation] = invariant }", "", "a guarded entry's link may go"),
    of("guard-foreign-retire", "Safeguards", "guard entry.isOurs else {", "guard entry.isOurs || entry.entry.toplevel == nil else {", "a foreign entry may be retired"),
    of("guard-outlives", "Safeguards", "for entry in map.entries(of: link.id) where !removed.contains(entry.entry.path) {", "for entry in map.entries(of: link.id) where removed.contains(entry.entry.path) {", "an entry may outlive its link"),
    of("guard-sweep-kinds", "Safeguards", "case .uki, .entry, .config, .loader, .marker, .foreign, .unknown, .directory:\n      return Self.refuse(.foreignUntouched, \"\\(path)\", file.because)\n    }\n    if let entry", "case .uki, .entry, .config, .loader, .marker, .foreign, .unknown, .directory: break\n    }\n    if let entry", "anything may be swept"),
    of("guard-sweep-named", "Safeguards", "if let entry = file.namedBy.first(where: { !removed.contains($0) }) {", "if let entry = file.namedBy.first(where: { removed.contains($0) }) {", "a file that an entry names may be swept"),
    of("guard-two", "Safeguards", "if after >= max(1, min(2, before)) { return nil }", "if after >= 1 { return nil }", "one generation that boots is enough"),
    of("guard-two-none", "Safeguards", "if after >= max(1, min(2, before)) { return nil }", "if after >= min(2, before) { return nil }", "where none boots all may go"),
    of("guard-default-worse", "Safeguards", "if map.isNextBootSound && !after.isNextBootSound {", "if !map.isNextBootSound && !after.isNextBootSound {", "a plan may make the next boot worse"),
    of("guard-default-removed", "Safeguards", "return removed.contains(taken.entry.path)\n", "return false && removed.contains(taken.entry.path)\n", "the entry that is pointed at may go in the same plan"),
    of("facts-not-running", "Safeguards", "[.link(link), .notCurrent(link), .notRunning(toplevels)]", "[.link(link), .notCurrent(link)]", "what runs is not looked up again before a link goes"),
    of("facts-not-current", "Safeguards", "[.link(link), .notCurrent(link), .notRunning(toplevels)]", "[.link(link), .notRunning(toplevels)]", "what is current is not looked up again before a link goes"),
    of("facts-size", "Safeguards", "case .recopy(let path, from: _): return file(path)", "case .recopy: return []", "a file that changed since is replaced"),
    of("copy-secrets", "CopySafeguards", "return carriesSecrets(file)\n", "return false && carriesSecrets(file)\n", "an initrd with secrets is replaced by one without"),
    of("copy-other-loader", "CopySafeguards", "product != program.product else {", "product.isEmpty else {", "another boot loader is overwritten"),
    # The gate.
    of("gate-read-only", "RemovalGate", "if volume.isReadOnly {", "if volume.isReadOnly && volume.damage != nil {", "a read-only volume is planned on"),
    of("gate-damage", "RemovalGate", "if let damage = volume.damage {", "if let damage = volume.damage, volume.isReadOnly {", "a damaged volume is planned on"),
    of("gate-not-mounted", "RemovalGate", "if !volume.isTakenAsGiven && !volume.isMountPoint {", "if volume.isTakenAsGiven && !volume.isMountPoint {", "what lies below a mount point is pruned"),
    of("gate-not-understood", "RemovalGate", "      + map.notUnderstood.map(notUnderstood)\n", "", "what nobody understands does not stop removal"),
    of("gate-strays", "RemovalGate", "+ profile.strays.map { stray in", "+ profile.strays.prefix(0).map { stray in", "names that Nix reads as generations do not stop removal"),
    of("gate-pointer", "RemovalGate", "case .missing: return refuse(\"it is missing", "case .missing where profile.generations.isEmpty: return refuse(\"it is missing", "a profile without pointer is pruned"),
    of("gate-unreadable", "RemovalGate", "case .unreadable(let why):\n", "case .unreadable where generation.id.number == 0: return nil\n    case .unreadable(let why):\n      if why.isEmpty { return nil }\n", "a generation without reason does not stop removal", "equivalent where every reason has words"),
    of("gate-other-loader", "RemovalGate", "guard other.isEmpty else { return other }\n", "", "machines of other loaders get more refusals than one"),
    # Prune.
    of("prune-any-released", "PrunePlanner", "uses.allSatisfy { released.contains($0.generation) }", "uses.contains { released.contains($0.generation) }", "an entry goes with the first of its generations"),
    of("prune-stale-runs", "PrunePlanner", "case .stale: !runs(entry) && !bootsNext(entry)", "case .stale: !bootsNext(entry)", "the entry of the system that runs goes"),
    of("prune-stale-next", "PrunePlanner", "case .stale: !runs(entry) && !bootsNext(entry)", "case .stale: !runs(entry)", "the entry that boots next goes"),
    of("prune-shared-files", "PrunePlanner", "return file.namedBy.allSatisfy(gone.contains)", "return file.namedBy.contains(where: gone.contains)", "a shared kernel goes with the first of its entries"),
    of("prune-wanted", "PrunePlanner", "&& !isWanted(file, released)", "", "what a kept generation without an entry wants goes"),
    of("prune-unsound", "PrunePlanner", "guard map.isNextBootSound else { throw Self.unsettled }", "", "pruning goes on where nobody knows what boots"),
    of("prune-refused-plans", "PrunePlanner", "guard proposal.refusals.isEmpty else { return proposal }", "", "plans are made where removal is refused"),
    # The order of a plan.
    of("plan-unchecked", "Plan", "if let refusal = safeguards.refusal(of: drafts.map(\\.step)) { throw refusal }", "", "no plan is checked"),
    of("plan-phases-reversed", "Plan", "groups = Phase.allCases.flatMap", "groups = Phase.allCases.reversed().flatMap", "files go before entries"),
    of("plan-links-first", "Plan", "let parts = [steps.filter { $0.step.link == nil }, steps.filter { $0.step.link != nil }]", "let parts = [steps.filter { $0.step.link != nil }, steps.filter { $0.step.link == nil }]", "links go before entries"),
    of("plan-one-group", "Plan", "let parts = [steps.filter { $0.step.link == nil }, steps.filter { $0.step.link != nil }]", "let parts = [steps]", "no barrier between entries and links"),
    # The default, the space goal.
    of("default-any-entry", "DefaultPlanner", "entry.isDependable && entry.uses.contains { $0 == EntryUse(generation: generation) }", "entry.uses.contains { $0 == EntryUse(generation: generation) }", "the loader is pointed at an entry that does not boot"),
    of("default-oldest", "DefaultPlanner", "snapshot.profiles.flatMap { $0.generations.reversed().map(\\.id) }", "snapshot.profiles.flatMap { $0.generations.map(\\.id) }", "the oldest becomes the default"),
    of("default-not-checked", "DefaultPlanner", "guard machine.map.isNextBootSound else {", "guard machine.map.isNextBootSound || rewriting || true else {", "a default that is still broken counts as settled"),
    of("goal-fewest", "SpaceGoal", "{ high = middle } else { low = middle + 1 }", "{ high = middle } else { low = middle + 2 }", "one generation more goes than must"),
    of("goal-unmet", "SpaceGoal", "    return refusing(full, best: proposal(shortened))", "    return proposal(shortened)", "all that may go goes although the goal is not met"),
    of("goal-peak", "SpaceGoal", "expected.peakBytes &+ $0", "$0", "the installer's peak is forgotten"),
    of("survivors-one", "Survivors", ".prefix(2)", ".prefix(1)", "only one survivor is compared with the store"),
    # Repair.
    of("repair-gate", "RepairPlanner", "if gate.isEmpty && !snapshot.volumes.isEmpty { mendVolumes(&work) }", "if !snapshot.volumes.isEmpty { mendVolumes(&work) }", "repair writes to a damaged volume"),
    of("repair-temporary-named", "RepairPlanner", "where file.kind == .temporary && file.namedBy.isEmpty {", "where file.kind == .temporary {", "a temporary that an entry names goes"),
    of("repair-meanwhile", "RepairWork", "    add(meanwhile(whole))\n", "", "an entry is shown before its kernel is whole"),
    of("repair-choice", "RepairWork", "map.nextBoot.choice.variable == nil,\n", "", "somebody's choice in a variable is undone"),
    of("repair-lost-current", "EntryRepair", "guard generation.id == profile.current?.id || bootable < 2,", "guard bootable < 2,", "the current generation gets no entry back where two boot"),
    of("repair-appears", "EntryRepair", "guard mayAppear(step, recipe) else { continue }", "", "an entry comes back and is taken instead of the default"),
    of("repair-no-init", "EntryRepair", "guard isEnough, recipe.toplevel.hasInit else {", "guard isEnough else {", "an entry is written for a system without init"),
    of("repair-secrets", "FileRepair", "if part == .initrd && toplevel.appendsSecrets {\n      drafts.refuse(", "if part == .kernel && toplevel.appendsSecrets {\n      drafts.refuse(", "an initrd with secrets is copied without them"),
    of("repair-directory", "FileRepair", "case .file: drafts.add(.recopy", "case .file, .directory: drafts.add(.recopy", "repair replaces a directory", "does not build where the next case is then unreachable"),
    of("loader-version", "LoaderRepair", "whole.first { $0.facts.version == sibling.facts?.version } ?? whole.first", "whole.first", "the loader is not the version of its sibling"),
    of("loader-unsigned", "LoaderRepair", "guard !isSigning || source.facts.head?.isSigned == true else {", "guard isSigning || source.facts.head?.isSigned != true else {", "unsigned programs under Secure Boot"),
    of("space-peak", "RepairSpace", "peak = max(peak, used + Int64(clamping: new))", "peak = max(peak, used)", "a repair is planned that does not fit at its peak"),
    # Firmware.
    of("firmware-foreign", "FirmwareSafeguards", "kind != .own, kind != .lost {", "kind != .own, kind == .foreign, number.description.isEmpty {", "another system's load option is overwritten"),
    of("firmware-last", "FirmwareSafeguards", "return map.own.allSatisfy { removed.contains($0.number) } ?", "return map.own.isEmpty ?", "the last load option goes"),
    of("firmware-order", "FirmwareSafeguards", "stays.filter { $0 != first } ? nil", "stays.filter { $0 != first } || true ? nil", "options may vanish from the order"),
    # The simulator that proves the plans.
    simulation("simulated-link-stays", "Simulation", "profiles[index].generations.removeAll { $0.id == link.id }", "if profiles[index].generations.count > 1 { profiles[index].generations.removeAll { $0.id == link.id } }", "the simulator keeps a profile's last link"),
    simulation("simulated-torn", "TornStep", "return [0, bytes / 2, bytes].map", "return [bytes].map", "the laws try no half-written file"),
]
