import BootCore
import Formats
import Linux

/// Reads the firmware's own variables about booting (UEFI specification, section 3.3).
enum FirmwareBootScan {
  /// Nil when not even the names of the variables can be listed.
  static func boot(_ variables: EFIVariables, in root: borrowing Root) -> FirmwareBoot? {
    guard let names = try? variables.names() else { return nil }
    var boot = FirmwareBoot()
    func read(_ name: String) -> [UInt8]? {
      guard let name = names.first(where: { $0.name == name && $0.vendor == EFIVariableName.globalVendor })
      else { return nil }
      do throws(SystemError) { return try variables.read(name)?.data } catch {
        boot.unreadable.append(name.name)
        return nil
      }
    }
    boot.secureBoot = read("SecureBoot").flatMap(flag)
    boot.setupMode = read("SetupMode").flatMap(flag)
    boot.current = read("BootCurrent").flatMap { try? BootNumber(parsing: $0) }
    boot.next = read("BootNext").flatMap { try? BootNumber(parsing: $0) }
    boot.orderBytes = read("BootOrder")
    for name in names where name.vendor == EFIVariableName.globalVendor {
      guard let number = BootNumber(variableName: name.name), let bytes = read(name.name) else { continue }
      boot.options.append(BootOption(number: number, bytes: bytes))
    }
    boot.options.sort { $0.number < $1.number }
    boot.dumps = names.count { $0.name.hasPrefix("dump-type") }
    boot.storage = variables.storage().map(VariableStorage.init)
    boot.platformBits = platformBits(in: root)
    return boot
  }

  private static func flag(_ bytes: [UInt8]) -> Bool? { bytes.count == 1 ? bytes[0] == 1 : nil }

  private static func platformBits(in root: borrowing Root) -> Int? {
    guard let bytes = try? root.readFile("/sys/firmware/efi/fw_platform_size", limit: 16) else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self).filter { $0 != "\n" })
  }
}

extension VariableStorage {
  fileprivate init(_ storage: EFIVariableStorage) {
    self.init(
      totalBytes: UInt64(clamping: storage.totalBytes), freeBytes: UInt64(clamping: storage.freeBytes),
      isReadOnly: storage.isReadOnly)
  }
}
