/// A command that looks into disks or mounts, which only root may.
///
/// Without the right to look, a disk looks empty: an ordinary user must not be told that no system is there.
protocol RootCommand: LifebootCommand {}

extension RescueFind: RootCommand {}
extension RescueMount: RootCommand {}
extension RescueEnter: RootCommand {}
extension RescueRebuild: RootCommand {}
extension RescueUnmount: RootCommand {}
extension RescueAll: RootCommand {}

extension Failure {
  init(needingRoot command: any LifebootCommand) {
    self.init(
      subject: "rescue",
      message: "only root may look into disks, so nothing can be said about what is on them",
      remedy: .person("run the same command as root, for instance behind sudo"))
  }
}
