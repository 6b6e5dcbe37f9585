import BootCore

/// `check` as metrics for the textfile collector (Prometheus text format 0.0.4).
///
/// No sample carries a time: the collector has the file's own, and refuses others.
enum PrometheusText {
  static func text(_ report: CheckReport) -> String {
    var text = metric(
      "lifeboot_check_state", "What lifeboot check says: 0 ok, 1 warning, 2 critical, 3 could not look.",
      [("", "\(report.state.rawValue)")])
    text += metric(
      "lifeboot_build_info", "The version of lifeboot.",
      [
        (labels([("version", Lifeboot.version)]), "1")
      ])
    guard let survey = report.survey else { return text }
    return text + volumes(survey) + generations(survey) + rebuild(survey) + findings(report.findings)
  }

  private static func volumes(_ survey: Survey) -> String {
    let volumes = survey.snapshot.volumes
    func place(_ volume: Volume) -> [(String, String)] {
      [("role", volume.role.rawValue), ("path", volume.mountPoint)]
    }
    let files = volumes.flatMap { volume in
      VolumeUsage(of: volume, map: survey.map).shares.map { share in
        (labels(place(volume) + [("class", share.kind.rawValue)]), "\(share.bytes)")
      }
    }
    return metric(
      "lifeboot_volume_size_bytes", "Size of a boot volume.",
      volumes.map { (labels(place($0)), "\($0.totalBytes)") })
      + metric(
        "lifeboot_volume_free_bytes", "Free bytes of a boot volume.",
        volumes.map { (labels(place($0)), "\($0.freeBytes)") })
      + metric("lifeboot_volume_files_bytes", "Bytes that a class of files occupies.", files)
  }

  private static func generations(_ survey: Survey) -> String {
    let counts = survey.snapshot.profiles.map { profile in
      (labels([("profile", profile.name.text)]), "\(profile.generations.count)")
    }
    return metric("lifeboot_generations", "Generations of a system profile.", counts)
      + metric(
        "lifeboot_bootable_generations", "Generations whose boot entry and files are whole.",
        [("", "\(survey.bootable.count)")])
  }

  private static func rebuild(_ survey: Survey) -> String {
    guard let forecast = survey.forecast else { return "" }
    return metric(
      "lifeboot_next_rebuild_peak_bytes", "Bytes that the next rebuild needs at its fullest.",
      [("", "\(forecast.peakBytes)")])
      + metric(
        "lifeboot_next_rebuild_available_bytes", "Bytes that the next rebuild finds free.",
        [("", "\(forecast.availableBytes)")])
      + metric(
        "lifeboot_next_rebuild_fits", "Whether the next rebuild fits.", [("", forecast.fits ? "1" : "0")])
  }

  private static func findings(_ findings: [Finding]) -> String {
    metric(
      "lifeboot_findings", "What lifeboot found, by severity.",
      Severity.allCases.map { severity in
        (labels([("severity", severity.rawValue)]), "\(findings.count { $0.severity == severity })")
      })
  }

  private static func metric(_ name: String, _ help: String, _ samples: [(String, String)]) -> String {
    if samples.isEmpty { return "" }
    let head = "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
    return head + samples.map { "\(name)\($0.0) \($0.1)\n" }.joined()
  }

  private static func labels(_ labels: [(String, String)]) -> String {
    "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
  }

  /// Backslash, quote and newline are escaped by the format; the rest of the control characters by us.
  private static func escaped(_ text: String) -> String {
    var safe: [UInt8] = []
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        safe += "\\n".utf8
        continue
      }
      for byte in SafeText.neutralised(String(scalar)).utf8 {
        if byte == 0x5C || byte == 0x22 { safe.append(0x5C) }
        safe.append(byte)
      }
    }
    return String(decoding: safe, as: UTF8.self)
  }
}
