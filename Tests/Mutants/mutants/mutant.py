"""One mutant: a text of a file that becomes another, and what that breaks."""

from dataclasses import dataclass

#: All machines of the laws; everywhere else there are 100, which is enough for most mutants.
ALL_LAWS = "LawsTests"
#: The quick ones first: most mutants are noticed by them.
CORE = ["BootCoreTests", "^LawsTests", "ScanTests|ApplyTests|LifebootCLITests", "CrashTests", ALL_LAWS]
APPLY = ["ApplyTests", "LinuxTests|LifebootCLITests", "CrashTests"]
LINUX = ["LinuxTests", "ApplyTests|LifebootCLITests", "CrashTests"]


@dataclass
class Mutant:
    """`old` stands exactly once in the file."""

    name: str
    file: str
    old: str
    new: str
    breaks: str
    tests: list
    #: Why no test here can see it, where that is known: what does then.
    elsewhere: str = ""


def group(folder, tests):
    """A maker of mutants of one folder."""

    def make(name, file, old, new, breaks, elsewhere=""):
        return Mutant(name, "Sources/%s/%s.swift" % (folder, file), old, new, breaks, tests, elsewhere)

    return make
