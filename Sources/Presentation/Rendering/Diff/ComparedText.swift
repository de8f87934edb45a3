package import Objects
package import Operations
package import Archive

/// The two sides of a comparison, for its first line.
package struct ComparedText {
  /// One side of a comparison.
  package enum Side {
    case nothing
    case snapshot(SnapshotCommit, short: String)
    /// A device, a kind or a slot of a snapshot, with the slot's name where it has one.
    case place(SnapshotCommit, short: String, path: String, name: String?)
    /// Devices as they are now.
    case live([String])
  }

  package let old: Side
  package let new: Side
  /// The slots that alone are compared, as they were written.
  let slots: [String]

  package init(old: Side, new: Side, slots: [String] = []) {
    (self.old, self.new, self.slots) = (old, new, slots)
  }

  /// `comparing 7f3c2a9 "before gig" with 91bd0e2 "after gig" in kit/005`.
  package var line: StyledText {
    let line: StyledText = "comparing \(Self.words(old)) with \(Self.words(new))"
    return slots.isEmpty ? line : line + " in \(slots.joined(separator: ", "))"
  }

  /// `docs/formats/json.md`, "diff".
  package var json: JSON { ["old": Self.json(old), "new": Self.json(new)] }

  private static func words(_ side: Side) -> StyledText {
    switch side {
    case .nothing: "nothing"
    case .snapshot(let snapshot, let short): "\(short, .id) \("\"\(snapshot.subject)\"")"
    case .place(_, let short, let path, let name):
      "\("\(short):\(path)", .id)\(name.map { " \"\($0)\"" } ?? "")"
    case .live(let devices):
      devices.isEmpty
        ? "no live device"
        : "the live \(devices.count == 1 ? "device" : "devices") \(devices.joined(separator: ", "), .heading)"
    }
  }

  private static func json(_ side: Side) -> JSON {
    switch side {
    case .nothing: .null
    case .snapshot(let snapshot, _): ["id": .string(snapshot.id.hex), "subject": .string(snapshot.subject)]
    case .place(let snapshot, _, let path, _):
      ["id": .string(snapshot.id.hex), "subject": .string(snapshot.subject), "path": .string(path)]
    case .live(let devices): ["live": true, "devices": JSON(devices)]
    }
  }
}

extension ComparedText.Side {
  /// A snapshot; nil: nothing.
  package init(_ id: ObjectID?, _ workspace: Workspace) throws {
    self = try id.map { .snapshot(try workspace.snapshot($0), short: try workspace.short($0)) } ?? .nothing
  }

  /// A place of a snapshot.
  package init(_ id: ObjectID, path: String, name: String? = nil, _ workspace: Workspace) throws {
    self = .place(try workspace.snapshot(id), short: try workspace.short(id), path: path, name: name)
  }
}
