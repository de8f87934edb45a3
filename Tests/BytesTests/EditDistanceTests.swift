import Testing

@testable import Bytes

@Suite("Edit distance")
struct EditDistanceTests {
  private func distance(_ one: String, _ other: String, atMost limit: Int = 9) -> Int? {
    EditDistance.between(Array(one), Array(other), atMost: limit)
  }

  @Test(
    "insertions, removals, replacements and swaps of neighbours count one each",
    arguments: [
      ("", "", 0), ("kit", "kit", 0), ("kit", "kt", 1), ("kt", "kit", 1), ("kit", "cit", 1), ("abcd", "abdc", 1),
      ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("ca", "abc", 3), ("pâd", "pad", 1), ("ab", "ba", 1),
    ])
  func counts(one: String, other: String, expected: Int) {
    #expect(distance(one, other) == expected)
    #expect(distance(other, one) == expected)
  }

  @Test("more edits than the limit give no distance")
  func limit() {
    #expect(distance("kitten", "sitting", atMost: 3) == 3)
    #expect(distance("kitten", "sitting", atMost: 2) == nil)
    #expect(distance("kit", "kit", atMost: 0) == 0)
    #expect(distance("kit", "cit", atMost: 0) == nil)
    #expect(distance("a", "abc", atMost: 1) == nil)
  }

  /// Every word of up to four letters out of two, against the plain recursion.
  @Test("the distances of short words equal those of the definition")
  func definition() {
    var words = [""]
    for _ in 0..<4 { words = Array(Set(words + words.flatMap { [$0 + "a", $0 + "b"] })).sorted() }
    for one in words {
      for other in words {
        let expected = Self.plain(Array(one)[...], Array(other)[...])
        for limit in 0...4 {
          #expect(
            distance(one, other, atMost: limit) == (expected <= limit ? expected : nil), "\(one) \(other) \(limit)")
        }
      }
    }
  }

  private static func plain(_ one: ArraySlice<Character>, _ other: ArraySlice<Character>) -> Int {
    guard let last = one.last, let otherLast = other.last else { return one.count + other.count }
    var least = min(plain(one.dropLast(), other), plain(one, other.dropLast())) + 1
    least = min(least, plain(one.dropLast(), other.dropLast()) + (last == otherLast ? 0 : 1))
    if one.count > 1, other.count > 1, last == other[other.count - 2], otherLast == one[one.count - 2] {
      least = min(least, plain(one.dropLast(2), other.dropLast(2)) + 1)
    }
    return least
  }

  @Test(
    "similar names are suggested, the nearest first",
    arguments: [
      ("snapshto", ["snapshot"]), ("snap", ["snapshot"]), ("dif", ["diff"]), ("s", ["show", "snapshot", "status"]),
      ("zzzzzz", []), ("", []), ("staus", ["status"]), ("SHOW", ["show"]), ("diff", ["diff"]), ("lgo", ["log"]),
    ])
  func near(word: String, expected: [String]) {
    let names = ["snapshot", "status", "log", "show", "diff", "checkout"]
    #expect(EditDistance.nearest(to: word, among: names) == expected)
  }

  @Test("equal names are suggested once, and no more names than requested")
  func shape() {
    #expect(EditDistance.nearest(to: "gug", among: ["gig", "gag", "gig", "gog", "gug!"]) == ["gug!", "gag", "gig"])
    #expect(EditDistance.nearest(to: "gug", among: ["gig", "gag"], most: 1) == ["gag"])
  }

  @Test("a long word may differ in four characters")
  func long() {
    let name = "the whole set before the gig in spring"
    #expect(EditDistance.nearest(to: "the whole set before the gig in s", among: [name]) == [name])
    #expect(EditDistance.nearest(to: "whole set before the gig in spring", among: [name]) == [name])
    #expect(EditDistance.nearest(to: "a whole sat before the gug in sprint", among: [name]) == [])
  }

  @Test("long words are compared without delay")
  func longWord() {
    #expect(EditDistance.nearest(to: String(repeating: "s", count: 1_000_000), among: ["snapshot"]) == [])
    let word = String(repeating: "s", count: 20_000)
    #expect(EditDistance.nearest(to: word, among: ["t" + word]) == ["t" + word])
  }
}
