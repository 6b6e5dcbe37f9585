import CLinux
import Glibc

/// A block device, or a file that holds the image of one, as libblkid sees it.
///
/// It is opened for reading only. libblkid is given the descriptor, so what is looked at is what was opened.
public struct BlockDevice: ~Copyable, Sendable {
  public let path: String
  /// The number of the device; nil for an image file.
  public let number: DeviceNumber?
  let descriptor: Descriptor

  /// Opens a device node or an image file.
  ///
  /// - Throws: EINVAL (call "open") for what is neither a block device nor a regular file.
  public init(path: String) throws(SystemError) {
    // A place first: opening a character device can start something.
    let place = Descriptor(taking: try Self.open(path, Int32(truncatingIfNeeded: CLINUX_O_PATH)))
    let seen = try place.status(subject: path)
    guard seen.kind == .blockDevice || seen.kind == .regular else {
      throw SystemError(call: "open", errno: EINVAL, subject: path)
    }
    let opened = Descriptor(taking: try Self.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY))
    let status = try opened.status(subject: path)
    guard status.isSameFile(as: seen) else { throw SystemError(call: "open", errno: EAGAIN, subject: path) }
    self.descriptor = opened
    self.path = path
    self.number = status.kind == .blockDevice ? status.specialDevice : nil
  }

  /// Opens the device with a number, by the name that the kernel gave it in /dev.
  ///
  /// - Throws: ENODEV if there is none, or if /dev has another device under that name.
  public init(number: DeviceNumber) throws(SystemError) {
    let uevent = try Uevent(of: number, in: Root())
    guard let name = uevent?["DEVNAME"] else {
      throw SystemError(call: "open", errno: ENODEV, subject: "block device \(number)")
    }
    let device = try BlockDevice(path: "/dev/" + name)
    guard device.number == number else {
      throw SystemError(call: "open", errno: ENODEV, subject: "/dev/\(name) as block device \(number)")
    }
    self = device
  }

  /// Bytes of the device as the kernel has them now, file systems on it included; fewer only at its end.
  public func bytes(at offset: Int64, count: Int) throws(SystemError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    let filled = try descriptor.read(into: &buffer, at: offset, subject: path)
    return Array(buffer.prefix(filled))
  }

  private static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Int32 {
    guard !path.utf8.contains(0) else { throw SystemError(call: "open", errno: EINVAL, subject: path) }
    return try checked(uninterrupted { clinux_open(path, flags) }, "open", path)
  }
}

/// A libblkid probe that frees itself.
struct BlkidProbe: ~Copyable {
  let handle: blkid_probe

  /// - Parameters:
  ///   - offset: the first byte to look at.
  ///   - size: how many bytes; 0 is all that follow.
  init(_ device: borrowing BlockDevice, offset: Int64, size: Int64) throws(SystemError) {
    guard let handle = blkid_new_probe() else {
      throw SystemError(call: "blkid_new_probe", errno: ENOMEM, subject: device.path)
    }
    guard blkid_probe_set_device(handle, device.descriptor.raw, offset, size) == 0 else {
      blkid_free_probe(handle)
      throw SystemError(call: "blkid_probe_set_device", errno: EINVAL, subject: device.path)
    }
    self.handle = handle
  }

  deinit { blkid_free_probe(handle) }

  /// A value of the last probing, by libblkid's name for it.
  borrowing func value(_ name: String) -> String? {
    var text: UnsafePointer<CChar>?
    guard blkid_probe_lookup_value(handle, name, &text, nil) == 0 else { return nil }
    return text.map { String(cString: $0) }
  }
}
