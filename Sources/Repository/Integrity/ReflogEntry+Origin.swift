extension ReflogEntry {
  /// Whether only synvc writes such a message into a reflog.
  package var isOwn: Bool {
    if message == "branch: created" || message == "tag: created" { return true }
    return [
      "snapshot: ", "import: ", "safety: ", "restore: ", "partly restore: ", "undo: ", "redo: ", "switch: to ",
      "branch: renamed refs/",
    ].contains { message.hasPrefix($0) }
  }
}
