import BootCore
import Linux
import Scan

/// How every byte is compared with the store.
struct ByteComparison {
  /// From the medium, not from what the kernel has cached.
  var fromMedium: Bool
  var bar: ProgressBar?
}

extension Survey {
  /// Looks at the whole boot chain of the machine that the options name, and at every byte when asked to.
  static func ofChain(
    _ options: GlobalOptions, comparing bytes: ByteComparison?
  ) throws(Failure) -> Survey {
    var request = try options.request()
    request.depth = .chain
    let policy = try PolicyChoice.policy(named: options.policy, root: request.root)
    do throws(ScanError) {
      let scanner = try Scanner(request)
      var snapshot = try scanner.snapshot()
      if let bytes {
        let map = Attribution.attribute(snapshot, loader: BootLoaders.present(in: snapshot))
        let bar = bytes.bar
        snapshot.contents = scanner.contents(of: snapshot, map: map, fromMedium: bytes.fromMedium) {
          bar?.show($0.done, of: $0.total)
        }
        bar?.clear()
      }
      return Survey(snapshot, policy: policy, words: options.remedyWords)
    } catch {
      throw Failure(error)
    }
  }

  var context: CheckContext { CheckContext(snapshot: snapshot, map: map, thresholds: policy.thresholds) }
}
