import Testing

/// Everything that makes disks on loop devices, one after the other: two that ask for a free loop device at once are
/// given the same, and a rescue looks at all disks that there are.
@Suite(.serialized) enum RescueTests {}
