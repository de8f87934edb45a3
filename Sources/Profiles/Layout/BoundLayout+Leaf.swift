extension BoundLayout {
  /// A place where one value, or one value for every index of some dimensions, is stored.
  ///
  /// A class because every step of a walk hands one on: copying its references each time was most of its cost.
  final class Leaf: Sendable {
    /// Stored names from the root, joined with `/`, without indices.
    let id: String
    /// The same path with the dimensions that repeat it.
    let key: PathTemplate
    let path: PathTemplate
    let display: Display
    let omitted: UInt64?
    let initial: UInt64
    let source: String?
    let type: NumberType
    /// Other leaves whose words this one's path or words depend on, by the name used for them.
    let references: [String: Int]
    let isReferenced: Bool
    /// Whether a choice of shapes leans on it.
    let isSelector: Bool
    /// Whether it is there only where something was put: locks, notes.
    let isSparse: Bool
    /// Id of the member that it counts.
    let counted: String?
    /// The value that ends the enclosing repetition.
    let endMark: UInt64?
    /// Values that a field which is there cannot hold.
    let except: [UInt64]

    var isDependent: Bool { !references.isEmpty }

    init(_ draft: LeafDraft) {
      id = draft.id
      key = draft.key
      path = draft.path
      display = draft.display
      omitted = draft.omitted
      initial = draft.initial
      source = draft.source
      type = draft.type
      references = draft.references
      isReferenced = draft.isReferenced
      isSelector = draft.isSelector
      isSparse = draft.isSparse
      counted = draft.counted
      endMark = draft.endMark
      except = [draft.omitted, draft.endMark].compactMap(\.self)
    }
  }

  /// A leaf while layout and view are being joined.
  struct LeafDraft {
    let id: String
    let key: PathTemplate
    var path: PathTemplate
    let display: Display
    let omitted: UInt64?
    let initial: UInt64
    let source: String?
    let type: NumberType
    var references: [String: Int] = [:]
    var isReferenced = false
    var isSelector = false
    var isSparse = false
    var counted: String?
    var endMark: UInt64?
  }
}
