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
    # The policy of a machine that has none of its own.
    #
    # What boots, runs or is current stays whatever stands here, and so do two generations that boot.

    [keep]
    last = 5
    within = "14d"
    kernels = 2
    good = 1

    [space]
    # Room that the next rebuild leaves at its fullest. To reach it, these rules give way, weakest first.
    freeAfterRebuild = "8MiB"
    shorten = ["within", "last"]

    [check]
    warnFree = "10%"
    criticalFree = "2%"
    warnBootable = 2

    """#

  private static let cautious = #"""
    # Much to go back to, for machines that one cannot walk up to. Needs an ESP of 1 GiB or more.
    #
    # There is no space goal: when room runs out this policy removes nothing for it and lets you decide.

    [keep]
    last = 10
    within = "30d"
    weekly = 8
    monthly = 6
    kernels = 3
    good = 3

    [check]
    warnFree = "20%"
    criticalFree = "5%"
    warnBootable = 3

    """#

  private static let smallESP = #"""
    # An ESP of 100 to 300 MiB, as Windows leaves them: few generations, and room before all else.

    [keep]
    last = 2
    kernels = 2
    good = 1

    [space]
    freeAfterRebuild = "1MiB"
    shorten = ["kernels", "last"]

    [check]
    warnFree = "5%"
    criticalFree = "1%"
    warnBootable = 2

    """#

  private static let server = #"""
    # Rebuilt often and by machines: some from each time scale, so that a fault found late has a before.

    [keep]
    last = 3
    daily = 5
    weekly = 4
    monthly = 3
    kernels = 2
    good = 2

    [space]
    freeAfterRebuild = "5%"
    shorten = ["monthly", "weekly", "daily"]

    [check]
    warnFree = "15%"
    criticalFree = "3%"
    warnBootable = 2

    """#
}
