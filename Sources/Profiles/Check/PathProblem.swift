import Bytes

/// Paths of one kind that conflict in a printed item.
package enum PathProblem: Hashable, Sendable {
  /// Two fields have this path.
  case duplicate(kind: String, path: String)
  /// The path of one field extends that of another.
  case prefix(kind: String, path: String, of: String)
  /// A slot that was never used cannot be made.
  case noBlank(kind: String, EncodeError?)

  /// Looks at a slot that was never used.
  static func find(in kind: Kind) -> [PathProblem] {
    do throws(EncodeError) {
      let layout = try kind.encodingLayout
      let payload = try layout.encode(ItemTree(), isCompleting: true)
      do throws(FormatError) {
        return find(in: try layout.decode(payload).fields, kind: kind.id)
      } catch {
        return [.noBlank(kind: kind.id, nil)]
      }
    } catch {
      return [.noBlank(kind: kind.id, error)]
    }
  }

  /// Looks at one item.
  package static func find(in item: Item, kind: String) -> [PathProblem] { find(in: item.fields, kind: kind) }

  private static func find(in fields: [Item.Field], kind: String) -> [PathProblem] {
    var problems: [PathProblem] = []
    var paths: Set<[String]> = []
    for field in fields where !paths.insert(field.path.folded).inserted {
      problems.append(.duplicate(kind: kind, path: field.path.description))
    }
    for field in fields {
      for count in 1..<max(1, field.path.components.count) where paths.contains(Array(field.path.folded.prefix(count)))
      {
        let shorter = field.path.components.prefix(count).joined(separator: " ")
        problems.append(.prefix(kind: kind, path: shorter, of: field.path.description))
      }
    }
    return problems
  }
}
