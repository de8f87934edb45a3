internal import Objects
package import Repository

/// The operations log as people read it, the newest first.
package struct OperationsText {
  private let history: OperationHistory

  package init(_ history: OperationHistory) { self.history = history }

  private var newest: [LoggedOperation] { history.operations.reversed() }

  package var lines: [StyledText] {
    var table = Table([.right])
    for operation in newest {
      let zone = Self.minutes(operation.zone)
      let command = ShellWords.command(operation.arguments)
      table.row(
        "\(operation.number)", "\(DateText.minutes(operation.seconds, zone: zone))", "\(mark(operation))", "\(command)")
    }
    return table.lines
  }

  /// `docs/formats/json.md`, "reflog".
  package var json: JSON { ["operations": .array(newest.map(json))] }

  /// The outcome of the operation.
  private func mark(_ operation: LoggedOperation) -> String {
    if history.interrupted.contains(operation.number) { return "never happened" }
    if history.takenBack.contains(operation.number) { return "undone" }
    switch operation.kind {
    case .command: return ""
    case .undo(let number): return "undid \(number)"
    case .redo(let number): return "redid \(number)"
    }
  }

  private func json(_ operation: LoggedOperation) -> JSON {
    [
      "operation": JSON(operation.number), "seconds": JSON(operation.seconds), "zone": .string(operation.zone),
      "status": JSON(operation.status), "command": JSON(operation.arguments),
      "mark": .string(mark(operation)),
      "moves": .array(
        operation.moves.map {
          ["ref": .string($0.name.text), "old": JSON(text($0.old)), "new": JSON(text($0.new))]
        }),
    ]
  }

  private func text(_ value: RefValue?) -> String? {
    switch value {
    case nil: nil
    case .id(let id): id.hex
    case .symbolic(let name): "ref:\(name)"
    }
  }

  /// Minutes east of Greenwich; 0 for an invalid zone.
  private static func minutes(_ zone: String) -> Int {
    guard zone.utf8.count == 5, let number = Int(zone.dropFirst()) else { return 0 }
    return (zone.hasPrefix("-") ? -1 : 1) * (number / 100 * 60 + number % 100)
  }
}
