"""One machine from beginning to end: every command, and every law after each."""

import os
import traceback

from machine import mutations, recipe
from model.menu import counted
from model.verdict import BOOTS, DEAD, Model, read

from . import outputs, snapshot
from .held import dangling, foreign_loaders, is_own, links, parent
from .laws import Laws
from .program import KILOBYTES, SECONDS, Program

POLICIES = [
    ["--keep-last", "1"], ["--keep-last", "1"], ["--keep-last", "2"], ["--keep-last", "3"], ["--keep-within", "3d"],
    ["--keep-kernels", "1"], ["--keep-good", "1"], ["--policy", "small-esp"], ["--policy", "server"], [],
]
STATUSES = {"check": {0, 1, 2, 3}, "": {0, 1, 3, 4}}
UNCHANGED = {1, 4, 5, 64}


class Session:
    """Judges one machine; its failures are pairs of kind and detail."""

    def __init__(self, base, key, drop=()):
        self.base, self.key, self.drop = base, key, drop
        self.failures = []
        self.commands = 0

    def make(self):
        machine = recipe.Maker(self.base, self.key, self.drop).build()
        machine.expect_clean = not mutations.apply(machine) and "unhealthy" not in machine.notes
        self.machine = machine
        self.program = Program(machine)
        self.laws = Laws(machine)
        self.laws.foreign_loaders = foreign_loaders(machine)
        self.model = Model(machine)
        # No FAT volume is like this, so what happens on it is judged by the laws of harm alone.
        self.impossible = not self.model.sure
        self.dangling = dangling(machine)
        self.before = snapshot.take(machine.base)
        return machine

    def go(self):
        """The whole session; True where nothing failed."""
        try:
            self.make()
            self.look()
            self.mark()
            self.prune()
            self.machine.remove()
            self.make()
            self.repair()
        except Exception:
            self.fail("fuzzer-error", traceback.format_exc())
        return not self.failures

    def fail(self, kind, detail):
        self.failures.append((kind, detail))

    def collect(self):
        for kind, detail in self.laws.broken:
            self.fail(kind, detail)
        self.laws.broken = []

    # Running.

    def run(self, words, columns=None):
        answer = self.program.run(words, columns)
        self.commands += 1
        name = "check" if words[0] == "check" else ""
        if answer.status not in STATUSES[name]:
            kind = "signal" if answer.status < 0 or answer.status > 127 else "exit-%d" % answer.status
            if self.other_letters() and answer.status == 5:
                kind = "exit-5-letters"  # a real FAT volume would find the file
            self.fail(kind, "%s: exit %d: %s" % (answer.name, answer.status, answer.err[-300:].decode("utf-8", "replace")))
        if answer.seconds > SECONDS:
            self.fail("slow", "%s: %.1f s" % (answer.name, answer.seconds))
        if answer.kilobytes > KILOBYTES:
            self.fail("memory", "%s: %d KiB" % (answer.name, answer.kilobytes))
        return answer

    def other_letters(self):
        return self.machine.era == "a" or any("other_case" in text or "odd_bytes" in text for text in self.machine.mutations)

    def json(self, words):
        """A command with --json; its document, or None where it failed."""
        answer = self.run(words + ["--json"])
        try:
            return answer, outputs.document(answer.out)
        except outputs.Malformed as problem:
            kind = "no-document" if not answer.out else "json"
            self.fail(kind, "%s: exit %d: %s %s" % (answer.name, answer.status, problem, answer.err[:200].decode("utf-8", "replace")))
            return answer, None

    def text(self, words, reader, columns=None):
        answer = self.run(words, columns)
        try:
            reader(answer.out) if reader is not outputs.plugin else reader(answer.out, answer.status)
            outputs.plain(answer.err)
        except outputs.Malformed as problem:
            self.fail(reader.__name__, "%s: %s" % (answer.name, problem))
        return answer

    # Looking.

    def look(self):
        draw = self.machine.stream("looks")
        self.policy = draw.choice(POLICIES)
        answer, status = self.json(["status"])
        if status and "machine" in status:  # else it could not look, and says so
            self.agree(status)
        _, verify = self.json(["verify"])
        self.deep = self.json(["verify", "--deep"])
        self.comes_back("verify --deep", self.deep[0])
        for words in (["map"], ["fit"], ["check", "--format", "json"] if draw.random() < 0.3 else ["check"]):
            self.json(words)
        self.text(["check", "--format", "nagios"], outputs.plugin)
        self.text(["check", "--format", "prometheus"], outputs.metrics)
        columns = draw.choice([40, 60, 80, 120, 250])
        for words in draw.sample([["status"], ["status", "--verbose"], ["map"], ["map", "-v"], ["fit"], ["check"], ["verify", "-v", "--deep"],
                                  ["prune"] + self.policy, ["repair"], ["repair", "--no-deep"], ["--quiet"]], 3):
            self.text(words, outputs.plain, columns)
        after = snapshot.take(self.machine.base)
        self.laws.nothing_changed("looking", snapshot.changes(self.before, after))
        self.collect()
        if self.machine.expect_clean:
            self.no_false_alarm(status, self.deep)

    def no_false_alarm(self, status, deep):
        """A healthy machine that nobody touched."""
        for found in (status, deep[1]):
            for finding in (found or {}).get("findings", []):
                if finding["severity"] == "critical":
                    self.fail("false-alarm", "%s %s: %s" % (finding["id"], finding["subject"], finding["message"]))
        for generation in (status or {}).get("generations", []):
            if generation["bootable"] not in ("yes", "unlisted") and "bad" not in generation["states"]:
                self.fail("false-no", "%s %s is %s" % (generation["profile"], generation["number"], generation["bootable"]))

    def agree(self, status):
        """Status and the model name the same next boot, and do not contradict each other about generations."""
        model = self.model
        if "nextBoot" not in status["machine"]:
            return  # with traces of two loaders and no installer that can be read, nothing is said
        said = status["machine"]["nextBoot"].get("entry")
        if model.choice.sure and (model.choice.id or "") not in (said or "", counted(said or "")[0]):
            self.fail("next-boot", "status says %s, the model %s" % (said, model.choice.id))
        if not model.sure:
            return
        sure, maybe = model.bootable_systems()
        for generation in status["generations"]:
            system = self.machine.real(generation["toplevel"])
            if system not in self.machine.systems:
                continue
            if generation["bootable"] == "no" and system in sure and "bad" not in generation["states"]:
                self.fail("false-no", "%s %d has an entry that boots" % (generation["profile"], generation["number"]))
            if generation["bootable"] == "yes" and system not in maybe and not self.only_bytes_differ(system):
                self.fail("false-yes", "%s %d: %s" % (generation["profile"], generation["number"], self.reasons(system)))

    def reasons(self, system):
        return [self.model.verdict(entry) for entry in self.model.menu.entries if system + "/init" in entry.options]

    def only_bytes_differ(self, system):
        """Without --deep, files of the right size count as whole."""
        return any("is not the system's" in reason for _, reason in self.reasons(system))

    def comes_back(self, command, answer):
        state, reason = self.model.next_boot()
        if answer.status == 0 and state == DEAD:
            self.fail("false-ok", "%s says ok, the model: %s" % (command, reason))

    # Changing.

    def mark(self):
        """Pins and unpins now and then; what is pinned must stay afterwards."""
        draw = self.machine.stream("mark")
        self.marked = False
        self.pinned = [(profile, number) for kind, profile, number in self.machine.marks if kind == "pinned"] if self.marks_whole() else []
        if draw.random() > 0.3:
            return
        self.marked = True
        link = draw.choice(self.machine.links)
        name = str(link.number) if link.profile == "system" else "%s/%d" % (link.profile, link.number)
        word = draw.choice(["pin", "pin", "mark-good", "unpin"])
        before = snapshot.take(self.machine.base)
        answer, _ = self.json([word, name])
        changed = snapshot.changes(before, snapshot.take(self.machine.base))
        self.laws.only_ours_changed(word, changed, repairs=False)
        for path in changed:
            inside, _ = self.laws.place(path)
            if inside and inside.endswith("-link") and "pinned_" not in inside:
                self.laws.fail("mark-removed-link", path)
        if word == "pin" and answer.status == 0:
            self.pinned.append((link.profile, link.number))
        if word == "unpin" and answer.status == 0:
            self.pinned = [pin for pin in self.pinned if pin != (link.profile, link.number)]
        self.collect()

    def marks_whole(self):
        path = self.machine.root + "/var/lib/lifeboot/marks"
        return read(path) is not None and read(path) == self.machine.originals.get(path)

    def change(self, words, repairs):
        """Runs a command that changes; the answer, its document and what changed. The laws that always hold are asked."""
        before = snapshot.take(self.machine.base)
        answer, found = self.json(words)
        changed = snapshot.changes(before, snapshot.take(self.machine.base))
        if answer.status in UNCHANGED and not (repairs and answer.status == 4):
            self.laws.nothing_changed("%s, exit %d" % (answer.name, answer.status), changed, may_lock=True)
        self.laws.only_ours_changed(answer.name, changed, repairs)
        self.laws.mentions_hold(answer.name, before, changed)
        self.collect()
        return answer, found, changed

    def prune(self):
        machine = self.machine
        model = Model(machine)
        held = self.protected(model)
        booting, _ = model.bootable_systems()
        linked = links(machine)
        _, plan = self.json(["prune"] + self.policy)
        answer, found, changed = self.change(["prune"] + self.policy + ["--apply", "--yes"], repairs=False)
        if plan and found and answer.status == 0:
            self.same_plan(plan, found, changed)
        after = Model(machine)
        self.nothing_lost(model, after, booting, held, linked, found or {})
        if answer.status == 0:
            again, second, changed = self.change(["prune"] + self.policy + ["--apply", "--yes"], repairs=False)
            real = [path for path in changed if not self.laws.place(path)[0] or not is_own(self.laws.place(path)[0])]
            if (again.status != 0 or real or (second or {}).get("plans")) and not self.impossible:
                self.fail("prune-not-idempotent", "second run: exit %d, %s" % (again.status, real[:3]))
        deep = self.run(["verify", "--deep"])
        Session.comes_back_with(self, after, deep)
        if self.deep[0].status == 0 and deep.status != 0 and not self.marked:
            self.fail("prune-made-worse", "verify --deep: %d after prune: %s" % (deep.status, deep.out[-300:].decode("utf-8", "replace")))

    def comes_back_with(self, model, answer):
        state, reason = model.next_boot()
        if answer.status == 0 and state == DEAD:
            self.fail("false-ok", "verify --deep afterwards says ok, the model: %s" % reason)

    def protected(self, model):
        """Systems that no policy may take, with the reason."""
        machine = self.machine
        held = {}
        for name in ("booted-system", "current-system"):
            path = machine.root + "/run/" + name
            if os.path.islink(path):
                held[parent(machine, os.readlink(path))] = name
        for profile, number, target, is_current in links(machine):
            if is_current:
                held[machine.real(target)] = "current of " + profile
            if (profile, number) in self.pinned:
                held[machine.real(target)] = "pinned"
        # One that is dead is first no longer the choice, and then goes like any other.
        if model.choice.sure and model.choice.entry and not model.choice.by_luck and model.verdict(model.choice.entry)[0] != DEAD:
            for word in model.choice.entry.options.split():
                if word.startswith("init="):
                    held[parent(machine, word[5:-5])] = "next boot"
        return held

    def same_plan(self, plan, found, changed):
        """What was said is what was done."""
        if plan["plans"] != found["plans"]:
            self.fail("plan-differs", "planned %s, done %s" % (plan["plans"], found["plans"]))
        steps = {step["subject"] for one in found["plans"] for step in one if step["action"].startswith("remove")}
        gone = {self.laws.place(path)[0] for path, (_, after) in changed.items() if after is None}
        gone = {path for path in gone if path and not is_own(path) and path.isascii() and path.isprintable()}
        gone = {path for path in gone if not path.startswith("/sys/firmware/efi/efivars/")}
        names = {path.rsplit("/", 1)[1] for path in gone}
        missed = [step for step in steps if step.isascii() and "/" in step and step not in gone]
        extra = [path for path in gone if path not in steps and not any(path.startswith(step + "/") for step in steps)]
        if missed or extra:
            self.fail("plan-not-done", "planned and there: %s; gone unplanned: %s (of %d)" % (missed[:3], extra[:3], len(names)))

    def nothing_lost(self, model, after, booting, held, linked, found):
        """Whatever booted boots, but for what was released; what is protected is there; two stay."""
        machine = self.machine
        released = {(one["profile"], one["number"]) for one in found.get("released", [])} if found.get("applied") else set()
        left = {machine.real(target) for profile, number, target, _ in linked if (profile, number) not in released}
        gone = {machine.real(target) for profile, number, target, _ in linked if (profile, number) in released} - left
        alive = self.with_links(linked)
        families = {one: {one} | {spec.toplevel for spec in system.specialisations.values()} for one, system in machine.systems.items()}
        free = set().union(*(families.get(one, set()) for one in gone)) if gone else set()
        still, maybe = after.bootable_systems()
        for system in sorted((booting & alive) - free):
            if system not in still:
                self.fail("boots-no-more", "%s: %s" % (system, [after.verdict(entry) for entry in after.menu.entries if system in entry.options]))
        now = {machine.real(target) for _, _, target, _ in links(machine)}
        was = {machine.real(target) for _, _, target, _ in linked}
        for system, why in held.items():
            if system in was and system not in now:
                self.fail("protected-released", "%s: %s" % (why, system))
            if system in booting and system not in still:
                self.fail("protected-dead", "%s: %s" % (why, system))
        if after.sure and len(booting & was) >= 2 and len(maybe & now) < 2:
            self.fail("fewer-than-two", "%d booted, %d do" % (len(booting & was), len(maybe & now)))
        first, second = model.next_boot()[0], after.next_boot()
        if first == BOOTS and second[0] == DEAD:
            self.fail("next-boot-lost", second[1])
        for path in dangling(machine) - self.dangling:
            self.fail("hand-made-link-lost", path)

    def with_links(self, linked):
        """Systems with a link of a profile, and their specialisations."""
        machine = self.machine
        found = {machine.real(target) for _, _, target, _ in linked}
        for toplevel in list(found):
            system = machine.systems.get(toplevel)
            if system and os.path.isdir(machine.root + toplevel):
                found |= {one.toplevel for one in system.specialisations.values()}
        return found

    def repair(self):
        model = self.model
        booting, _ = model.bootable_systems()
        answer, found, changed = self.change(["repair", "--apply", "--yes"], repairs=True)
        self.laws.written_rightly("repair", changed)
        self.collect()
        after = Model(self.machine)
        self.nothing_lost(model, after, booting, self.protected(model), links(self.machine), {})
        again, second, changed = self.change(["repair", "--apply", "--yes"], repairs=True)
        real = [path for path in changed if not self.laws.place(path)[0] or not is_own(self.laws.place(path)[0])]
        if real or again.status != answer.status and answer.status not in (5, 6) and (answer.status, again.status) not in ((3, 0), (3, 4)):
            self.fail("repair-not-idempotent", "first exit %d, second %d, %s" % (answer.status, again.status, real[:3]))
        deep = self.run(["verify", "--deep"])
        self.comes_back_with(after, deep)
        if (answer.status == 0) != (deep.status == 0) and answer.status in (0, 3):
            self.fail("repair-and-verify-differ", "repair %d, verify --deep %d: %s" % (answer.status, deep.status, deep.out[-400:].decode("utf-8", "replace")))
        if self.machine.stream("after").random() < 0.3:
            self.change(["prune"] + self.policy + ["--apply", "--yes"], repairs=False)

