import BootCore

/// A plan of a rescue as numbered lines, each a command that somebody could type.
enum RescuePlanText {
  static func page(_ plan: RescuePlan) -> Page {
    var page = Page()
    let width = "\(plan.steps.count)".count
    for (index, step) in plan.steps.enumerated() {
      let number = "\(index + 1)"
      let padding = String(repeating: " ", count: width - number.count)
      page.add(
        StyledText("\(padding)\(number)  ", .dim) + "\(step.call)" + StyledText("  # \(step.because)", .dim))
    }
    for note in plan.notes { page.add(StyledText("note: ", .warning) + note) }
    return page
  }
}
