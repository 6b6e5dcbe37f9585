// disk-recipes: runs one recipe of Linux/Writing on a directory, or one of the recipes that lose files, as
// a control.
//
// For tests that look at what a crash or a failing call leaves: under the fault library here, on a real
// vfat whose writes are logged in a virtual machine. It knows nothing about booting.
//
//   disk-recipes DIRECTORY RECIPE [ARGUMENT…]
//
// The lock is $DISK_RECIPES_LOCK, else DIRECTORY.lock beside the directory.

import Glibc
import Linux

let words = Array(CommandLine.arguments.dropFirst())
StandardStream.ignoreBrokenPipes()

func finish(_ text: String, status: Int32) -> Never {
  _ = try? StandardStream.output.write(text + "\n")
  exit(status)
}

guard words.count >= 2 else { finish("usage: disk-recipes DIRECTORY RECIPE [ARGUMENT...]", status: 64) }
do throws(SystemError) {
  let root = try Root()
  let lock = Identity.environment("DISK_RECIPES_LOCK") ?? words[0] + ".lock"
  let lease = try WriteLease(in: root, locks: [LockRequest(path: lock)])
  let directory = try root.openDirectory(words[0])
  let run = Recipe(name: words[1], arguments: Array(words.dropFirst(2)))
  finish(try run.perform(on: directory, root, lease), status: 0)
} catch {
  finish("\(error)", status: 1)
}
