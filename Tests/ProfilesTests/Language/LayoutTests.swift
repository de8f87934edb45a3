import TestSupport
import Profiles
import Synchronization
import Testing

/// Layouts of a text that is known to be right are read when they are asked for; of any other at once.
@Suite("lazily built layouts")
struct LayoutTests {
  /// Texts that are wrong in what only decoding needs.
  private static let wrong = [
    ToyProfile.text(seq: ["{id: a, type: nothing}"]),
    ToyProfile.text(seq: ["{id: a, type: u1}"], view: ["b: {as: flag}"]),
    ToyProfile.text(seq: ["{id: a, type: u1}"], view: ["a: {as: {enum: none}}"]),
    ToyProfile.text(seq: ["{id: a, type: u1}"], extra: ["name: b"]),
    ToyProfile.text(tables: "enums:\n  e: [a, A]", seq: ["{id: a, type: u1}"]),
    ToyProfile.text(tables: "dimensions:\n  d: {count: 0}", seq: ["{id: a, type: u1}"]),
    ToyProfile.text(tables: "types:\n  t: {seq: [{id: x, type: t}]}", seq: ["{id: a, type: u1}"]),
  ]

  private func error(_ read: () throws(ProfileError) -> Void) -> ProfileError? {
    do {
      try read()
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "a layout error is found at load or on first use, with equal message and position",
    arguments: wrong)
  func sameError(text: String) throws {
    let early = try #require(error { () throws(ProfileError) in _ = try Profile(text: text) })
    let told = Told()
    let profile = try Profile(proved: text, whenWrong: told.add)
    let kind = try #require(profile.kind("patch"))
    #expect(told.errors.isEmpty)
    for _ in 0..<2 {
      let late = error { () throws(ProfileError) in _ = try kind.layout }
      #expect(late == early && early.line > 0 && told.errors == [early])
    }
  }

  @Test(
    "a message with an invalid layout is shown as bytes with the reason, and cannot be encoded",
    arguments: wrong)
  func shownAsBytes(text: String) throws {
    let profile = try Profile(proved: text) { _ in }
    let kind = try #require(profile.kind("patch"))
    let late = try #require(error { () throws(ProfileError) in _ = try kind.layout })
    let message = try ToyProfile.message([1, 2])
    let (item, problems) = kind.decode(message)
    #expect(problems == [.badProfile(late)])
    #expect(item.fields.map(\.value.text) == ["01 02"])
    #expect(throws: EncodeError.badProfile(late)) { try kind.encode(ItemTree(), slot: 0, isCompleting: true) }
    #expect(throws: EncodeError.badProfile(late)) { try kind.edit(item, []) }
    #expect(try kind.encode(ItemTree(item), slot: 0) == message)
    #expect(
      !profile.definitelyDiffers(
        SlotDump(message), SlotDump(try ToyProfile.message([1, 3])), of: Slot(kind: kind.id, index: 0)))
  }

  @Test(
    "message patterns are parsed at load", arguments: ["nonsense: 1", "count: x", "checksum: {algorithm: none}"])
  func headIsRead(extra: String) {
    let text = ToyProfile.text(seq: ["{id: a, type: u1}"], extra: [extra])
    #expect(error { () throws(ProfileError) in _ = try Profile(proved: text) { _ in } } != nil)
  }

  @Test("tables are parsed even without kinds")
  func tablesAlone() {
    let text = "\(ToyProfile.head())\nenums:\n  e: [a, A]\nkinds: {}\n"
    let found = error { () throws(ProfileError) in _ = try Profile(text: text) }
    #expect(found?.problem == .duplicate("A"))
  }

  @Test("concurrent requests for a layout all succeed, and profile copies share it")
  func shared() async throws {
    let profile = try Profile(proved: try Shipped.text("elektron-monomachine")) { _ in }
    let counts = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 { group.addTask { try profile.kinds.map { try $0.layout.dimensions.count } } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(counts).count == 1 && counts.count == 8 && counts[0].allSatisfy { $0 > 0 })
  }

  @Test("every shipped profile is valid as a whole", arguments: try Shipped.ids)
  func shipped(id: String) throws { #expect(try Profile(text: try Shipped.text(id)).id == id) }
}

/// What was said to be wrong.
private final class Told: Sendable {
  private let all = Mutex<[ProfileError]>([])

  var errors: [ProfileError] { all.withLock { $0 } }

  func add(_ error: ProfileError) { all.withLock { $0.append(error) } }
}
