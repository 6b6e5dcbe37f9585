import ArgumentParser

extension GlobalOptions {
  /// Options of every command that mean nothing here, so that nobody relies on them.
  func refuse(json: Bool, isAtTarget: Bool = false) throws {
    if json && self.json { throw ValidationError("this command has no JSON document") }
    if isAtTarget && root != "/" {
      throw ValidationError("rescue takes no --root: say where it is mounted with --at")
    }
  }
}
