extension Repository {
  /// The folder of refs that keep the values of deleted refs.
  package static let deletedPrefix = "refs/synvc/deleted/"

  /// Inserts, before each deletion, the creation of a ref that keeps the value, unless `changes` has one already. Refs
  /// of synvc's own are not kept. The deletion must expect the value that is kept.
  func keepingDeleted(_ changes: [RefChange], at seconds: Int) throws(StorageError) -> [RefChange] {
    var all: [RefChange] = []
    for change in changes {
      guard change.new == nil, !change.name.text.hasPrefix("refs/synvc/"), let id = try refs.id(change.name),
        !changes.contains(where: { $0.new == .id(id) && Repository.keeps($0.name, change.name) })
      else {
        all.append(change)
        continue
      }
      all.append(RefChange(try freeName(for: change.name, at: seconds), expecting: .value(nil), to: .id(id)))
      let isAny = change.expected == .anything
      all.append(isAny ? RefChange(change.name, expecting: .value(try refs.value(change.name)), to: nil) : change)
    }
    return all
  }

  /// Whether `kept` is a ref that keeps the value of the deleted ref `name`.
  static func keeps(_ kept: RefName, _ name: RefName) -> Bool {
    kept.text.hasPrefix(deletedPrefix + name.text.dropFirst("refs/".count) + "/")
  }

  /// `refs/synvc/deleted/heads/NAME/TIME`, with a number where that is taken.
  private func freeName(for name: RefName, at seconds: Int) throws(StorageError) -> RefName {
    let base = Repository.deletedPrefix + name.text.dropFirst("refs/".count) + "/" + CivilTime(seconds).compact
    var number = 1
    while true {
      guard let kept = RefName(number == 1 ? base : "\(base)-\(number)") else { throw .badPath(base) }
      if try refs.value(kept) == nil { return kept }
      number += 1
    }
  }
}
