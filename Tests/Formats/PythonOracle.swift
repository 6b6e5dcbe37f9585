import Testing

/// Python's own readers, asked for many inputs at once.
enum PythonOracle {
  /// Runs `script` once. It finds one input a line in hexadecimal digits in the file that is its first argument, and
  /// prints one line for each. Nil, with the reason printed, where Python or a module of it is missing.
  static func answers(to inputs: [[UInt8]], module: String, script: String) throws -> [String]? {
    guard Shell.run("python3 -c 'import \(module)' 2>/dev/null").status == 0 else {
      print("skipped: python3 with the module \(module) is not installed, inputs are not compared with it")
      return nil
    }
    let lines = inputs.map(\.hexadecimal).joined(separator: "\n") + "\n"
    return try Shell.withTemporaryDirectory { directory in
      #expect(Array(script.utf8).write(to: "\(directory)/oracle.py"))
      #expect(Array(lines.utf8).write(to: "\(directory)/inputs"))
      let answer = Shell.run("python3 '\(directory)/oracle.py' '\(directory)/inputs'")
      try #require(answer.status == 0, "python3 failed")
      let answers = String(decoding: answer.output, as: UTF8.self).split(separator: "\n").map(String.init)
      try #require(answers.count == inputs.count)
      return answers
    }
  }

  /// Reports the first few inputs that `ours` answers differently from Python.
  static func compare(_ inputs: [[UInt8]], _ answers: [String], ours: ([UInt8]) -> String) {
    var reported = 0
    for (input, answer) in zip(inputs, answers) where ours(input) != answer && reported < 10 {
      reported += 1
      Issue.record(
        "python: \(answer.prefix(300))\nours:   \(ours(input).prefix(300))\n\(String(decoding: input, as: UTF8.self))"
      )
    }
  }
}

extension Sequence<UInt8> {
  /// Two digits a byte, in lower case.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
