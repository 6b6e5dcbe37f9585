import BootCore
import Formats
import Linux

/// Reads the small sections of unified kernel images.
enum ImageScan {
  static func image(_ path: VolumePath, _ directory: borrowing Directory) -> UnifiedImage? { nil }
}
