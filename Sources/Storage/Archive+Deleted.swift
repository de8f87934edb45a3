import Objects

extension Archive {
  /// The folder of refs that keep what deleted ones held.
  package static let deletedPrefix = "refs/synvc/deleted/"

  /// Puts before each deletion the making of a ref that keeps the value; refs of synvc's own are not kept.
  func keepingDeleted(_ changes: [RefChange], at seconds: Int) throws(StorageError) -> [RefChange] {
    var all: [RefChange] = []
    for change in changes {
      if change.new == nil, !change.name.text.hasPrefix("refs/synvc/"), let id = try refs.id(change.name) {
        all.append(RefChange(try freeName(for: change.name, at: seconds), expecting: .value(nil), to: .id(id)))
      }
      all.append(change)
    }
    return all
  }

  /// `refs/synvc/deleted/heads/NAME/TIME`, with a number where that is taken.
  private func freeName(for name: RefName, at seconds: Int) throws(StorageError) -> RefName {
    let base = Archive.deletedPrefix + name.text.dropFirst("refs/".count) + "/" + CivilTime(seconds).compact
    var number = 1
    while true {
      guard let kept = RefName(number == 1 ? base : "\(base)-\(number)") else { throw .badPath(base) }
      if try refs.value(kept) == nil { return kept }
      number += 1
    }
  }
}
