/// The policies that come with lifeboot, word for word the files below `Policies/`, so that one binary is enough.
///
/// A test compares each text with its file.
enum ShippedPolicies {
  static let all: [(name: String, text: String)] = [
    ("default", defaultText), ("cautious", cautious), ("small-esp", smallESP), ("server", server),
  ]

  /// For help texts: `default, cautious, small-esp, server`.
  static var names: String { all.map(\.name).joined(separator: ", ") }

  private static let defaultText = #"""
    # The policy of a machine that has none of its own: enough to go back to, on a partition of 512 MiB or more.
    #
    # Rules add up: a generation goes only if no rule keeps it. Whatever stands here, what is booted, activated,
    # current, the loader's default or pinned stays, and so do two generations that boot. See lifeboot-policy(5).

    [keep]
    # The newest by number, so that a few rebuilds in a row do not take the way back.
    last = 5
    # A fault is often found days after the update that brought it.
    within = "14d"
    # The kernel before this one, also when the last five generations all have the same.
    kernels = 2
    # What is known to have booted: lifeboot mark-good, or boot counting.
    good = 1

    [space]
    # Room that the next rebuild must leave when it is at its fullest. To reach it these rules give way, weakest
    # first.
    freeAfterRebuild = "8MiB"
    shorten = ["within", "last"]

    [check]
    warnFree = "10%"
    criticalFree = "2%"
    warnBootable = 2

    """#

  private static let cautious = #"""
    # Much to go back to, for a machine whose faults are found late. Needs a partition of 1 GiB or more.
    #
    # There is no space goal: when room runs out, this policy removes nothing for it, warns early and lets you
    # decide.

    [keep]
    last = 10
    within = "30d"
    # Beyond a month one generation of each week, and beyond two of each month, says when something began.
    weekly = 8
    monthly = 6
    kernels = 3
    good = 3

    [check]
    # Early, because nothing makes room by itself.
    warnFree = "20%"
    criticalFree = "5%"
    warnBootable = 3

    """#

  private static let smallESP = #"""
    # For a partition of 100 to 300 MiB, as Windows and old installers leave them: few generations, room before
    # all else.
    #
    # With initrds of 40 MiB and kernels of 12, each generation with a kernel of its own takes a fifth of 256 MiB,
    # and a rebuild holds one more than stay. Where even that does not fit, lifeboot fit says what would.

    [keep]
    last = 2
    # The way back from a bad kernel, where two rebuilds in a row would take it.
    kernels = 2
    good = 1

    [space]
    freeAfterRebuild = "1MiB"
    shorten = ["kernels", "last"]

    [check]
    # Small shares: such a partition is nearly full when all is well. That the next rebuild fits is a finding of
    # its own.
    warnFree = "5%"
    criticalFree = "1%"
    warnBootable = 2

    """#

  private static let server = #"""
    # For a machine that is rebuilt often, by a deployment or a timer, and where somebody else has to press the
    # keys.
    #
    # An evening of twenty deployments must not push out last week's system, so generations are kept by day, week
    # and month rather than by number: a fault that is found late has a before.

    [keep]
    last = 3
    daily = 5
    weekly = 4
    monthly = 3
    kernels = 2
    # Let a health check mark what came up well: lifeboot mark-good booted.
    good = 2

    [space]
    freeAfterRebuild = "5%"
    # The oldest goes first; what boots well is never given up for room.
    shorten = ["monthly", "weekly", "daily"]

    [check]
    # Monitoring should speak before the deployment fails.
    warnFree = "15%"
    criticalFree = "3%"
    warnBootable = 2

    """#
}
