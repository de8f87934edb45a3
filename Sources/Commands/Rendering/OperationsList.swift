internal import Objects
internal import Operations
internal import Repository

/// The operations log as people read it, the newest first.
struct OperationsList {
  private let workspace: Workspace
  private let context: CommandContext

  init(_ workspace: Workspace, _ context: CommandContext) {
    self.workspace = workspace
    self.context = context
  }

  func show() throws -> ExitStatus {
    let history = try workspace.archive.operationHistory()
    let newest = Array(history.operations.reversed())
    var table = Table([.right])
    for operation in newest {
      let zone = Self.minutes(operation.zone)
      let command = ShellWords.command(operation.arguments)
      table.row(
        "\(operation.number)", "\(DateText.minutes(operation.seconds, zone: zone))", "\(mark(operation, history))",
        "\(command)")
    }
    try context.output.show(json: ["operations": .array(newest.map { json($0, history) })]) {
      try context.page(workspace)
      $0.lines(table.lines)
    }
    // The existing operations were listed; a damaged line has no copy.
    try workspace.archive.checkOperations()
    return .done
  }

  /// The outcome of the operation.
  private func mark(_ operation: Repository.Operation, _ history: OperationHistory) -> String {
    if history.interrupted.contains(operation.number) { return "never happened" }
    if history.takenBack.contains(operation.number) { return "undone" }
    switch operation.kind {
    case .command: return ""
    case .undo(let number): return "undid \(number)"
    case .redo(let number): return "redid \(number)"
    }
  }

  private func json(_ operation: Repository.Operation, _ history: OperationHistory) -> JSON {
    [
      "operation": JSON(operation.number), "seconds": JSON(operation.seconds), "zone": .string(operation.zone),
      "status": JSON(operation.status), "command": JSON(operation.arguments),
      "mark": .string(mark(operation, history)),
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
