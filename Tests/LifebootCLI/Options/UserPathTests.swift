import Testing

@testable import LifebootCLI

@Suite struct UserPathTests {
  @Test(
    "a path is made absolute and loses the slashes at its end",
    arguments: [
      ("/boot", "/boot"), ("/boot///", "/boot"), ("/", "/"), ("result", "/home/me/result"),
      ("./result/", "/home/me/./result"),
    ])
  func absolute(path: String, absolute: String) {
    #expect(UserPath.absolute(path, from: "/home/me") == absolute)
  }

  @Test func `a relative path leads nowhere when nobody knows the working directory`() {
    #expect(UserPath.absolute("x", from: nil) == nil)
    #expect(UserPath.absolute("", from: "/") == nil)
    #expect(UserPath.absolute("x", from: "/") == "/x")
  }
}
