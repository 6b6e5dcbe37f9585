import CLinux
import Glibc
import Synchronization

/// libefivar, one call at a time: it keeps the place of a listing and its errors in variables of the process.
enum Libefivar {
  private static let turn = Mutex(())

  static var isAvailable: Bool { turn.withLock { _ in efi_variables_supported() == 1 } }

  static func names() throws(SystemError) -> [EFIVariableName] {
    let (names, failure) = turn.withLock { _ in listAll() }
    if let failure { throw failure }
    return names
  }

  /// Goes on to the end in any case: a listing that is left in the middle would be resumed by the next
  /// caller.
  private static func listAll() -> ([EFIVariableName], SystemError?) {
    var names: [EFIVariableName] = []
    var guid: UnsafeMutablePointer<efi_guid_t>?
    var name: UnsafeMutablePointer<CChar>?
    while true {
      let answer = efi_get_next_variable_name(&guid, &name)
      let errno = Glibc.errno
      guard answer > 0 else {
        efi_error_clear()
        let failed = answer < 0 && errno != ENOENT
        return (names, failed ? error("efi_get_next_variable_name", errno, "EFI variables") : nil)
      }
      // Both are libefivar's own and are overwritten by the next call.
      guard let guid, let name, let vendor = text(guid.pointee) else { continue }
      if let known = EFIVariableName(String(cString: name), vendor: vendor) { names.append(known) }
    }
  }

  static func read(_ name: EFIVariableName) throws(SystemError) -> EFIVariable? {
    let answer = turn.withLock { _ in readAlone(name) }
    if case .failure(let error) = answer, error.errno == ENOENT { return nil }
    return try answer.get()
  }

  private static func readAlone(_ name: EFIVariableName) -> Result<EFIVariable, SystemError> {
    var data: UnsafeMutablePointer<UInt8>?
    var size = 0
    var attributes: UInt32 = 0
    let answer = efi_get_variable(guid(name.vendor), name.name, &data, &size, &attributes)
    let errno = Glibc.errno
    efi_error_clear()
    defer { free(data) }
    if answer < 0 { return .failure(error("efi_get_variable", errno, name.description)) }
    let bytes = data.map { Array(UnsafeBufferPointer(start: $0, count: size)) } ?? []
    return .success(EFIVariable(attributes: attributes, data: bytes))
  }

  /// Sets a variable, or removes it when there is no value.
  static func change(_ name: EFIVariableName, to value: EFIVariable?) throws(SystemError) {
    let answer: Result<Void, SystemError> = turn.withLock { _ in
      let guid = guid(name.vendor)
      let call = value == nil ? "efi_del_variable" : "efi_set_variable"
      var answer = efi_del_or_set(guid, name, value)
      let errno = Glibc.errno
      if value == nil && answer < 0 && errno == ENOENT { answer = 0 }
      efi_error_clear()
      return answer < 0 ? .failure(error(call, errno, name.description)) : .success(())
    }
    try answer.get()
  }

  private static func efi_del_or_set(
    _ guid: efi_guid_t, _ name: EFIVariableName, _ value: EFIVariable?
  ) -> Int32 {
    guard let value else { return efi_del_variable(guid, name.name) }
    var data = value.data
    return efi_set_variable(guid, name.name, &data, data.count, value.attributes, 0o644)
  }

  private static func guid(_ text: String) -> efi_guid_t {
    var guid = efi_guid_t()
    _ = efi_str_to_guid(text, &guid)
    return guid
  }

  private static func text(_ guid: efi_guid_t) -> String? {
    var guid = guid
    var text: UnsafeMutablePointer<CChar>?
    guard efi_guid_to_str(&guid, &text) >= 0, let text else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  private static func error(_ call: String, _ errno: Int32, _ subject: String) -> SystemError {
    SystemError(call: call, errno: errno > 0 ? errno : EIO, subject: subject)
  }
}
