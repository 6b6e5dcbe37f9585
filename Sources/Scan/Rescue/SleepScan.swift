import BootCore
import Formats
import Linux

/// Looks whether a system sleeps in a swap file, where no partition says so.
enum SleepScan {
  /// The files among the swap areas of a table, as far as they are in this root.
  static func files(_ table: [Fstab.Entry], in root: borrowing Root) -> [SwapArea] {
    var areas: [SwapArea] = []
    for line in table where line.type == "swap" && line.spec.hasPrefix("/") && !line.spec.hasPrefix("/dev/") {
      areas.append(SwapArea(name: line.spec, state: file(line.spec, in: root)))
    }
    return areas
  }

  /// Links are followed inside the root only.
  static func file(_ path: String, in root: borrowing Root) -> SwapArea.State {
    do throws(SystemError) {
      let file = try root.openForReading(path)
      for size in SwapSignature.pageSizes {
        var buffer = [UInt8](repeating: 0, count: SwapSignature.length)
        let count = try file.read(into: &buffer, at: size - Int64(SwapSignature.length))
        if count == buffer.count, let found = SwapSignature(buffer) { return state(found) }
      }
      return .unknown("it has no signature of a swap area")
    } catch {
      return .unknown(error.isAbsent ? "it is on a file system that is not open" : error.meaning)
    }
  }

  /// Adds what `resume=` and `resume_offset=` point at: there the kernel looks, whatever the table says.
  static func completed(_ system: FoundSystem, _ storage: StorageMap) -> FoundSystem {
    guard let resume = system.resume, let offset = system.resumeOffset, offset > 0 else { return system }
    let name = "resume=\(resume) resume_offset=\(offset)"
    let devices = storage.devices(named: resume).filter { $0.type != "crypto_LUKS" }
    var system = system
    guard !devices.isEmpty else {
      system.swapAreas.append(SwapArea(name: name, state: .unknown("the device is not here or not open")))
      return system
    }
    system.swapAreas += devices.map { SwapArea(name: name, device: $0.path, state: place(offset, on: $0)) }
    return system
  }

  /// The offset is counted in pages of the kernel that sleeps, whose size nobody notes.
  private static func place(_ offset: Int64, on device: StorageDevice) -> SwapArea.State {
    do throws(SystemError) {
      let open = try BlockDevice(path: device.path)
      for size in SwapSignature.pageSizes {
        let (start, isTooFar) = offset.multipliedReportingOverflow(by: size)
        guard !isTooFar, start <= Int64(clamping: device.bytes) - size else { continue }
        let bytes = try open.bytes(
          at: start + size - Int64(SwapSignature.length), count: SwapSignature.length)
        if let found = SwapSignature(bytes) { return state(found) }
      }
      return .unknown("there is no swap area at that place")
    } catch {
      return .unknown(error.meaning)
    }
  }

  private static func state(_ signature: SwapSignature) -> SwapArea.State {
    switch signature {
    case .swap: .awake
    case .sleeping: .sleeping
    }
  }
}
