import Testing

@Suite struct DeclarationsTests {
  @Test func `a function reaches from its keyword to its last bracket`() {
    let file = planted(
      """
      protocol P { func required() -> Int; var x: Int { get set } }
      struct S {
        var stored = [1].map { $0 }
        var computed: Int { 1 }
        init?(a: Int = f { 1 }) {
          if var a { a += 1 }
        }
        static func < (l: S, r: S) -> Bool {
          false
        }
        func generic<T>(_ t: T) throws(E) -> [T]
        where T: P {
          [t]
        }
      }
      """)
    #expect(file.functions.map(\.name) == ["computed", "init", "<", "generic"])
    #expect(file.functions.map(\.lines) == [1, 3, 3, 4])
  }

  @Test func `types at the top are found with what they conform to`() {
    let file = planted(
      """
      public struct A: B, C { struct Inner {} }
      extension A: D {}
      enum E { case a }
      """)
    #expect(file.types.map(\.name) == ["A", "E"])
    #expect(file.types.map(\.conformances) == [["B", "C"], []])
  }

  @Test func `cases of an enum are told from cases of its switches`() {
    let file = planted(
      """
      enum E: Int {
        case a, b(Int, c: Int)
        case d = 3
        case e,
          f
        var g: Int { switch self { case .a: 1; case let h: 2 } }
      }
      """)
    #expect(file.enumCases == ["a", "b", "d", "e", "f"])
  }

  @Test func `documentation is what stands right above`() {
    let file = planted("/// far\n\n/// One.\n///\n/// Two.\nstruct A {}")
    #expect(file.documentation(above: 6) == ["One.", "", "Two."])
  }
}
