import BootCore
import Formats
import Linux

/// Does one step, by the one recipe that there is for its kind.
struct StepWork: ~Copyable {
  /// Ensures: what the step's facts say, durably.
  /// After a crash: the old state, the new one, or a left-over under an owned name that the next
  /// run sweeps (`DurableFile`).
  static func carryOut(
    _ step: Step, on machine: borrowing Machine, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    switch step {
    case .stage(let path, let source):
      let store = try machine.root.openForReading(source.path)
      try DurableFile.create(Machine.name(path), in: machine.parent(of: path), copying: store, lease)
    case .recopy(let path, let source):
      let store = try machine.root.openForReading(source.path)
      try DurableFile.replace(Machine.name(path), in: machine.parent(of: path), copying: store, lease)
    case .makeDirectory(let path):
      try DirectoryChange.makeDirectory(Machine.name(path), in: machine.parent(of: path), lease)
    case .setBootOption(let number, from: _, let bytes): try set(.option(number), to: bytes, machine, lease)
    case .setBootOrder(from: _, let bytes): try set(.order, to: bytes, machine, lease)
    case .removeBootOption(let number, from: _): try set(.option(number), to: nil, machine, lease)
    case .publish(let path, let text):
      try DurableFile.create(Machine.name(path), in: machine.parent(of: path), bytes: text, lease)
    case .replace(let path, old: _, let new):
      _ = try DurableFile.replace(
        Machine.name(path), in: machine.parent(of: path), bytes: new, padding: nil, lease)
    case .point(let variable, from: _, let value): try point(variable, at: value, machine, lease)
    case .retireEntry(let path), .sweep(let path):
      try DurableFile.remove(Machine.name(path), in: machine.parent(of: path), lease)
    case .retireLink(let link):
      let directory = try machine.root.openDirectory(link.directory)
      try DirectoryChange.removeSymlink(FileName(link.name), to: link.id.toplevel, in: directory, lease)
    }
  }

  /// Attributes 7: non-volatile, for boot services and at run time, as `bootctl` writes it.
  private static func point(
    _ variable: LoaderVariable, at value: String?, _ machine: borrowing Machine, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    guard let name = EFIVariableName(variable.rawValue, vendor: FactLookup.loaderVendor) else { return }
    let variables = try machine.loaderVariables()
    guard let value, let text = UTF16Text(value) else {
      try variables.remove(name, lease)
      return
    }
    try variables.set(name, to: EFIVariable(attributes: 7, data: text.bytes), lease)
  }

  /// Attributes 7, as every installer writes these variables; firmware ignores a load option with others.
  private static func set(
    _ variable: BootVariable, to bytes: [UInt8]?, _ machine: borrowing Machine, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    guard let name = EFIVariableName(variable.description) else { return }
    let variables = try machine.loaderVariables()
    guard let bytes else { return try variables.remove(name, lease) }
    try variables.set(name, to: EFIVariable(attributes: 7, data: bytes), lease)
  }
}
