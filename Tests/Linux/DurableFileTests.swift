import Glibc
import Linux
import Support
import Testing

/// Each recipe under a real kernel, in a process of its own, with calls that fail and processes that die.
@Suite(.enabled(if: FaultLibrary.path != nil, "no C compiler for the fault library"))
struct DurableFileTests {
  @Test("a recipe makes exactly its calls, in order", arguments: RecipeCase.all, ["/dev/shm", "/tmp"])
  func calls(recipe: RecipeCase, place: String) throws {
    let bench = RecipeBench(recipe.before, in: place)
    let outcome = bench.run(recipe.arguments, trace: bench.scratch.at("trace"))
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(bench.scratch.text("trace") == recipe.calls.map { $0 + "\n" }.joined())
    #expect(bench.state == recipe.after)
    #expect(bench.leftOvers.isEmpty)
  }

  @Test("killed at any call, it leaves old or new, and can be finished", arguments: RecipeCase.all)
  func killed(recipe: RecipeCase) throws {
    for number in 1...recipe.calls.count {
      for moment in ["before", "after"] {
        let bench = RecipeBench(recipe.before)
        let fault = "kill-\(moment):\(number)"
        #expect(bench.run(recipe.arguments, fault: fault).status == 128 + SIGKILL, "\(fault)")
        #expect(recipe.allows(bench.state), "\(fault) left \(bench.state)")
        finish(recipe, on: bench, fault)
      }
    }
  }

  /// What the next run does: sweep what is ours, then what is still missing.
  private func finish(_ recipe: RecipeCase, on bench: RecipeBench, _ fault: String) {
    for name in bench.leftOvers {
      let swept = bench.run(["remove", name])
      #expect(swept.status == 0, "\(fault): \(swept.output)")
    }
    if bench.state != recipe.after {
      let isBefore = bench.state == recipe.before
      let again = bench.run(isBefore ? recipe.arguments : recipe.remedy ?? recipe.arguments)
      #expect(again.status == 0, "\(fault): \(again.output)")
    }
    #expect(bench.state == recipe.after, "\(fault)")
    #expect(bench.leftOvers.isEmpty, "\(fault)")
  }

  @Test(
    "a call that fails is told, nothing else is touched, and what was staged is gone",
    arguments: RecipeCase.all, ["EIO", "ENOSPC", "EROFS"])
  func failed(recipe: RecipeCase, error: String) {
    for number in 1...recipe.calls.count {
      let bench = RecipeBench(recipe.before)
      let outcome = bench.run(recipe.arguments, fault: "any:\(number):\(error)")
      let text = "\(error) in call \(number), \(recipe.calls[number - 1]): \(outcome.output)\(bench.state)"
      // Closing cannot fail.
      if recipe.calls[number - 1].hasPrefix("free") {
        #expect(outcome.status == 0 && bench.state == recipe.after, "\(text)")
        continue
      }
      #expect(outcome.status == 1, "\(text)")
      #expect(recipe.allows(bench.state), "\(text)")
      #expect(bench.leftOvers.isEmpty, "\(text)")
    }
  }

  @Test("when everything fails from some call on, old or new is still there", arguments: RecipeCase.all)
  func allFailing(recipe: RecipeCase) {
    for number in 1...recipe.calls.count {
      let bench = RecipeBench(recipe.before)
      let outcome = bench.run(recipe.arguments, fault: "any:from-\(number):EIO")
      #expect(outcome.status == 1, "from call \(number)")
      #expect(recipe.allows(bench.state), "from call \(number): \(bench.state)")
      finish(recipe, on: bench, "from call \(number)")
    }
  }

  @Test(
    "calls that are interrupted or cut short are gone on with", arguments: RecipeCase.all,
    ["write:1:short", "write:1:EINTR", "pwrite:1:short", "pwrite:1:EINTR", "fsync:1:EINTR", "fsync:2:EINTR"])
  func interrupted(recipe: RecipeCase, fault: String) {
    // A log line is written at once or not: half of one is an error.
    if recipe.name.hasPrefix("append") && fault == "write:1:short" { return }
    let bench = RecipeBench(recipe.before)
    let outcome = bench.run(recipe.arguments, fault: fault)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(bench.state == recipe.after)
  }

  @Test("a full directory on a full volume is emptied: removing needs no other name")
  func fullDirectory() {
    let bench = RecipeBench(["nixos-1.conf": "title"])
    let fault = ["create", "write", "renameat", "renameat2", "fallocate"].map { $0 + ":from-1:ENOSPC" }
    #expect(bench.run(["remove", "nixos-1.conf"], fault: fault.joined(separator: ",")).status == 0)
    #expect(bench.state == [:])
  }

  @Test("where room cannot be reserved, or is not there, the one goes on and the other stops at once")
  func reserving() {
    let bench = RecipeBench([:])
    #expect(bench.run(["create", "a", "x"], fault: "fallocate:1:EOPNOTSUPP").status == 0)
    #expect(bench.run(["create", "b", "x"], fault: "fallocate:1:ENOSPC").status == 1)
    #expect(bench.state == ["a": "x"] && bench.leftOvers.isEmpty)
  }

  @Test("a file system without exclusive renames is looked at first")
  func oldFilesystem() {
    let bench = RecipeBench(["taken": "x"])
    #expect(bench.run(["create", "new", "y"], fault: "renameat2:1:EINVAL").status == 0)
    #expect(bench.state == ["taken": "x", "new": "y"] && bench.leftOvers.isEmpty)
  }
}

extension RecipeCase {
  /// Whether a crash may leave this. A line that was being appended may be there in part.
  func allows(_ state: [String: String]) -> Bool { ([before, after] + between).contains(state) }
}
