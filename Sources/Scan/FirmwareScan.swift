import BootCore
import Formats
import Linux

/// Reads the variables of the Boot Loader Interface (nixos-boot-facts 4.7).
enum FirmwareScan {
  private static let loader = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

  /// The machine's own variables for `/`. For another root those that are mounted inside it, or a
  /// directory named by EFIVARFS_PATH: a disk on its own says nothing about any firmware.
  static func firmware(_ request: ScanRequest, in root: borrowing Root) -> FirmwareState {
    guard let variables = EFIVariables.visible(in: request.root), variables.areAvailable else {
      return .unavailable
    }
    var state = FirmwareState(isAvailable: true)
    for variable in LoaderVariable.allCases {
      guard isReadable(variable.rawValue, variables) else {
        state.unreadable.append(variable.rawValue)
        continue
      }
      if let text = text(variable.rawValue, variables), !text.isEmpty { state.overrides[variable] = text }
    }
    state.entrySelected = text("LoaderEntrySelected", variables).map { ByteText(EntryFileName($0).loaderID) }
    state.lastBooted = text("LoaderEntryLastBooted", variables)
    state.bootCountPath = text("LoaderBootCountPath", variables)
    state.loaderPartitionUUID = text("LoaderDevicePartUUID", variables).map(VolumePath.fold)
    state.loaderInfo = text("LoaderInfo", variables)
    if let data = data("LoaderEntries", variables) {
      state.entries = (try? UTF16Text.list(parsing: data))?.map { ByteText(VolumePath.fold($0.text)) }
    }
    if request.depth == .chain { state.boot = FirmwareBootScan.boot(variables, in: root) }
    return state
  }

  /// False for a variable that is there and that the firmware does not give, or whose text is none.
  private static func isReadable(_ name: String, _ variables: EFIVariables) -> Bool {
    guard let name = EFIVariableName(name, vendor: loader) else { return false }
    do throws(SystemError) {
      guard let data = try variables.read(name)?.data, !data.isEmpty else { return true }
      return (try? UTF16Text(parsing: data)) != nil
    } catch {
      return false
    }
  }

  private static func data(_ name: String, _ variables: EFIVariables) -> [UInt8]? {
    guard let name = EFIVariableName(name, vendor: loader) else { return nil }
    return ((try? variables.read(name)) ?? nil)?.data
  }

  private static func text(_ name: String, _ variables: EFIVariables) -> String? {
    data(name, variables).flatMap { try? UTF16Text(parsing: $0).text }
  }
}
