/// The installer's next run fits on the boot volume.
///
/// Not a check like the others, because it needs the forecast, which is made in this room.
public enum FitFinding {
  public static let ids = ["rebuild-does-not-fit"]

  /// One finding when `forecast` does not fit, none when it does or when there is nothing to go by.
  public static func findings(_ forecast: Forecast?, on volume: Volume?) -> [Finding] {
    guard let forecast, let volume, !forecast.fits else { return [] }
    let short = forecast.peakBytes - forecast.availableBytes
    return [
      Finding(
        id: "rebuild-does-not-fit", severity: .warning, subject: volume.mountPoint,
        message:
          "the next rebuild needs \(ByteCount.text(forecast.peakBytes)) at its peak and "
          + "\(ByteCount.text(forecast.availableBytes)) are free, \(ByteCount.text(short)) too little: "
          + "it dies half-way, and the next reboot takes the old system",
        remedy: Remedy(.lifeboot(.fit, []), note: "this says what makes room"))
    ]
  }
}
