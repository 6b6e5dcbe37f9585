/// Adds, and stays at the largest or smallest number instead of going round.
///
/// Sizes come from disks, where a sparse file claims 2^63 bytes. A sum of them that traps ends the program, and one
/// that goes round says that everything fits.
infix operator +| : AdditionPrecedence
infix operator +|= : AssignmentPrecedence

extension FixedWidthInteger {
  public static func +| (left: Self, right: Self) -> Self {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (right < 0 ? .min : .max) : sum
  }

  public static func +|= (left: inout Self, right: Self) { left = left +| right }
}
