import BootCore

/// What is known of the programs that open what is encrypted.
enum Unlocking {
  static let attempts = 3

  /// What to ask the user for; nil for a program that takes no passphrase.
  static func question(of call: ProgramCall) -> String? {
    let words = call.words
    switch words.prefix(2) {
    case ["cryptsetup", "open"] where !words.contains("--key-file"):
      return "Enter passphrase for \(words.dropLast().last ?? "the volume"): "
    case ["zfs", "load-key"] where !words.contains("-L"):
      return "Enter passphrase for '\(words.last ?? "the data set")': "
    default: return nil
    }
  }

  /// It was not the right passphrase, and another one may be.
  static func isRefusal(_ failure: RescueFailure) -> Bool {
    switch failure.call.program {
    case "cryptsetup": failure.status == 2
    case "zfs": failure.complaint.contains("Incorrect key")
    default: false
    }
  }
}
