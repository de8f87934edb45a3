internal import Objects
internal import Repository

extension TreeChange {
  /// As `git diff --raw` prints it.
  package var line: StyledText {
    ":\(Self.mode(old)) \(Self.mode(new)) \(short(old), .id) \(short(new), .id) \(letter)\t\(path)"
  }

  /// `docs/formats/json.md`, "diff".
  package var json: JSON {
    ["path": .string(path), "old": JSON(old?.id.hex), "new": JSON(new?.id.hex), "change": .string(letter)]
  }

  private var letter: String { old == nil ? "A" : new == nil ? "D" : "M" }

  private func short(_ item: TreeItem?) -> String { item.map { String($0.id.hex.prefix(7)) } ?? "0000000" }

  private static func mode(_ item: TreeItem?) -> String { item?.mode.rawValue ?? "000000" }
}
