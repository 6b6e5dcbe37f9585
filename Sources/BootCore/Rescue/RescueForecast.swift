/// What a rescue would do with what is seen, when nothing more is said to it.
public enum RescueForecast: Sendable, Hashable {
  /// It would mount and rebuild this one; with what the user should know.
  case mounts(FoundSystem, notes: [String])
  /// It would open these first.
  case opens([ClosedLayer])
  case refuses(RescueProblem)
  /// There is no system, and nothing that one could be in.
  case nothing

  public init(_ survey: DiskSurvey, _ layers: LayerChoice, _ mounts: MountChoice) {
    let course = RescueCourse(device: nil, layers)
    do throws(RescueProblem) {
      switch try course.next(survey) {
      case .mount(let system):
        self = .mounts(system, notes: try MountPlanner(system, storage: survey.storage, mounts).plan().notes)
      case .open(let layer, _):
        _ = try course.steps(opening: layer, survey)
        self = .opens(survey.systems.isEmpty ? course.outlook(survey) : [layer])
      }
    } catch {
      let isNothing = survey.systems.isEmpty && survey.closed.isEmpty && survey.bareStores.isEmpty
      self = isNothing && survey.storage.missingPrograms.isEmpty ? .nothing : .refuses(error)
    }
  }
}
