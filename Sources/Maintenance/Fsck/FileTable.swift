/// Something for each of many files, by their names below the archive.
///
/// Names are compared as bytes, as the file system does; as text, two spellings of `é` are one.
struct FileTable<Value: Sendable>: Sendable {
  private struct Key: Hashable {
    let name: String

    static func == (one: Key, other: Key) -> Bool {
      one.name == other.name && one.name.utf8.elementsEqual(other.name.utf8)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  private var values: [Key: Value] = [:]

  subscript(name: String) -> Value? {
    get { values[Key(name: name)] }
    set { values[Key(name: name)] = newValue }
  }

  var keys: [String] { values.keys.map(\.name) }
}

extension FileTable: Equatable where Value: Equatable {}
