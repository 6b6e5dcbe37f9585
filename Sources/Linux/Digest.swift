import Glibc

/// A cryptographic digest by the system's libcrypto.
///
/// The library is loaded when the first digest is asked for: merely linking it would double the time that
/// every command takes to start.
public enum Digest: Sendable {
  case sha256
  case blake2b512

  /// The digest of some bytes; nil if there is no libcrypto on this machine.
  public func of(_ bytes: [UInt8]) -> [UInt8]? {
    guard let work = DigestWork(self) else { return nil }
    work.add(bytes, count: bytes.count)
    return work.finish()
  }

  /// The digest in small hexadecimal digits; nil if there is no libcrypto on this machine.
  public func hexadecimal(of bytes: [UInt8]) -> String? {
    let digits = Array("0123456789abcdef".utf8)
    return of(bytes).map { digest in
      String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }

  /// The digest of a whole file; nil if there is no libcrypto on this machine.
  public func of(_ file: borrowing ReadableFile) throws(SystemError) -> [UInt8]? {
    guard let work = DigestWork(self) else { return nil }
    var buffer = [UInt8](repeating: 0, count: 256 * 1_024)
    var offset: Int64 = 0
    while true {
      let count = try file.read(into: &buffer, at: offset)
      work.add(buffer, count: count)
      offset &+= Int64(count)
      if count < buffer.count { return work.finish() }
    }
  }
}

/// One digest being made.
private struct DigestWork: ~Copyable {
  private let library: Libcrypto
  private let context: OpaquePointer

  init?(_ digest: Digest) {
    guard let library = Libcrypto.loaded, let context = library.newContext() else { return nil }
    let kind =
      switch digest {
      case .sha256: library.sha256()
      case .blake2b512: library.blake2b512()
      }
    guard library.start(context, kind, nil) == 1 else {
      library.freeContext(context)
      return nil
    }
    self.library = library
    self.context = context
  }

  deinit { library.freeContext(context) }

  borrowing func add(_ bytes: [UInt8], count: Int) {
    _ = bytes.withUnsafeBytes { library.add(context, $0.baseAddress, min(count, $0.count)) }
  }

  borrowing func finish() -> [UInt8]? {
    // EVP_MAX_MD_SIZE is 64.
    var result = [UInt8](repeating: 0, count: 64)
    var length: UInt32 = 0
    guard library.finish(context, &result, &length) == 1 else { return nil }
    return Array(result.prefix(Int(length)))
  }
}

/// The functions of libcrypto that we use, present and with these types in versions 1.1 and 3.
private struct Libcrypto: Sendable {
  typealias NewContext = @convention(c) @Sendable () -> OpaquePointer?
  typealias FreeContext = @convention(c) @Sendable (OpaquePointer?) -> Void
  typealias Kind = @convention(c) @Sendable () -> OpaquePointer?
  typealias Start = @convention(c) @Sendable (OpaquePointer?, OpaquePointer?, OpaquePointer?) -> Int32
  typealias Add = @convention(c) @Sendable (OpaquePointer?, UnsafeRawPointer?, Int) -> Int32
  typealias Finish =
    @convention(c) @Sendable (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt32>?)
    -> Int32

  let newContext: NewContext
  let freeContext: FreeContext
  let sha256: Kind
  let blake2b512: Kind
  let start: Start
  let add: Add
  let finish: Finish

  static let loaded: Libcrypto? = {
    for name in ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"] {
      if let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) { return Libcrypto(library) }
    }
    return nil
  }()

  private init?(_ library: UnsafeMutableRawPointer) {
    func function<Function>(_ name: String, as _: Function.Type) -> Function? {
      dlsym(library, name).map { unsafeBitCast($0, to: Function.self) }
    }
    guard let newContext = function("EVP_MD_CTX_new", as: NewContext.self),
      let freeContext = function("EVP_MD_CTX_free", as: FreeContext.self),
      let sha256 = function("EVP_sha256", as: Kind.self),
      let blake2b512 = function("EVP_blake2b512", as: Kind.self),
      let start = function("EVP_DigestInit_ex", as: Start.self),
      let add = function("EVP_DigestUpdate", as: Add.self),
      let finish = function("EVP_DigestFinal_ex", as: Finish.self)
    else { return nil }
    self.newContext = newContext
    self.freeContext = freeContext
    self.sha256 = sha256
    self.blake2b512 = blake2b512
    self.start = start
    self.add = add
    self.finish = finish
  }
}
