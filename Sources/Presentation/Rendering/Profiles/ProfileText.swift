package import Profiles

/// A model as people read it.
package struct ProfileText {
  private let profile: any DeviceModel

  package init(_ profile: any DeviceModel) { self.profile = profile }

  package var lines: [StyledText] {
    var lines: [StyledText] = ["\(profile.name, .heading)  \(profile.id)", "", "\("slots", .heading)"] + kinds
    lines += Self.section("before reading", profile.stepsBeforeReading.map(\.text))
    lines += Self.section("before sending", profile.stepsBeforeSending.map(\.text))
    lines += Self.section("after sending", profile.stepsAfterSending.map(\.text))
    lines += ["", "\("sent data", .heading)", "  \(persistence)"]
    lines += Self.section("not in a snapshot", profile.notIncluded(reading: []))
    return lines + Self.section("sources", profile.sources)
  }

  /// A line a kind: how it is called, how many there are, their names.
  package var kinds: [StyledText] {
    var table = Table([.left, .right], indent: 2)
    for kind in profile.slotKinds {
      let names = [0, max(0, kind.count - 1)].map { profile.name(Slot(kind: kind.id, index: $0)) }
      table.row(
        "\(kind.id)/", "\(kind.count)", "\(kind.count == 1 ? names[0] : "\(names[0]) to \(names[1])")",
        "\(Self.ways(kind).joined(separator: ", "))")
    }
    return table.lines
  }

  /// The special ways of reading and sending a kind.
  private static func ways(_ kind: SlotKind) -> [String] {
    var ways = kind.isOptional ? ["read with --with \(kind.id)"] : []
    if kind.select != nil { ways.append("read by selecting each on the instrument") }
    if !kind.isStorable { ways.append("never sent") }
    return ways
  }

  private var persistence: String {
    switch profile.persistence {
    case .stored: "is stored at once"
    case .saveProject: "is kept only when the project is saved on the instrument"
    case .saveAndReloadProject: "is kept only when the project is saved and loaded again on the instrument"
    }
  }

  private static func section(_ title: String, _ lines: [String]) -> [StyledText] {
    lines.isEmpty ? [] : ["", "\(title, .heading)"] + lines.map { "  \($0)" }
  }

  /// `docs/formats/json.md`, "profile".
  package var json: JSON {
    let kinds = profile.slotKinds.map { kind -> JSON in
      [
        "id": .string(kind.id), "title": .string(kind.title), "count": JSON(kind.count),
        "first": .string(profile.name(Slot(kind: kind.id, index: 0))),
        "last": .string(profile.name(Slot(kind: kind.id, index: max(0, kind.count - 1)))),
        "optional": .bool(kind.isOptional), "selected": .bool(kind.select != nil),
      ]
    }
    return [
      "id": .string(profile.id), "name": .string(profile.name), "maker": .string(profile.maker),
      "kinds": .array(kinds), "notIncluded": JSON(profile.notIncluded(reading: [])),
      "keeping": .string(profile.persistence.rawValue), "sources": JSON(profile.sources),
      "stepsBeforeReading": JSON(profile.stepsBeforeReading.map(\.text)),
      "stepsBeforeSending": JSON(profile.stepsBeforeSending.map(\.text)),
      "stepsAfterSending": JSON(profile.stepsAfterSending.map(\.text)),
    ]
  }
}
