/// A layout joined with its view: every leaf knows its path and its words.
package struct BoundLayout: Sendable {
  indirect enum Node: Sendable {
    case number(leaf: Int)
    case text(TextType, leaf: Int)
    case bytes(count: Int, leaf: Int)
    case pad(count: Int)
    case structure([Node])
    case repeated(Node, dimension: Int, end: End?)
    /// A mask with a leaf for every bit; the bits beyond the dimension share one.
    case flags(MaskType, dimension: Int, leaf: Int, rest: Int?)
    /// A mask that allocates rows: seen only through them.
    case allocation(id: String, byteCount: Int, isLittleEndian: Bool)
    case rows(Rows)
    case list(List)
    case choice(leaf: Int, cases: [UInt64: Node], otherwise: Node)
    case count(leaf: Int, of: String)
  }

  /// The end mark of a repetition: its position in a row.
  struct End: Sendable {
    let bitOffset: Int
    let type: NumberType
    let value: UInt64
    let rowBits: Int
    /// The leaf that shows in a printed item whether the row exists.
    let leaf: Int
  }

  struct Rows: Sendable {
    let type: RowsType
    let id: String
    let outer: Int
    let step: Int
    let path: PathTemplate
    /// In the order of the mask's bits; nil where the structure names none.
    let parameters: [Parameter?]
  }

  /// One byte of the structure that gives locked parameters their names.
  struct Parameter: Sendable {
    let leaf: Int
    /// Index of every dimension that repeats it inside the structure.
    let indices: [Int: Int]
  }

  struct List: Sendable {
    let type: ListType
    let id: String
    let path: PathTemplate
    let display: Display
    /// Dimension of each part; nil for the one that is the value.
    let dimensions: [Int?]
    /// Describes the value part.
    let leaf: Int
  }

  let root: Node
  let leaves: [Leaf]
  package let dimensions: [Dimension]
  let dimensionIndex: [String: Int]

  /// Whether all that follows the layout has the same length.
  var hasOneLength: Bool { Self.hasOneLength(root) }

  private static func hasOneLength(_ node: Node) -> Bool {
    switch node {
    case .choice: false
    case .structure(let nodes): nodes.allSatisfy(hasOneLength)
    case .repeated(let node, dimension: _, end: _): hasOneLength(node)
    case .number, .text, .bytes, .pad, .flags, .allocation, .rows, .list, .count: true
    }
  }

  /// A path template as documents print it: `track {track} filter base`.
  static func spell(_ template: PathTemplate) -> String {
    template.pieces.map {
      switch $0 {
      case .word(let word): word
      case .dimension(let id): "{\(id)}"
      }
    }.joined(separator: " ")
  }
}

/// The index of every dimension at one place of a walk; -1 where it does not repeat.
typealias Indices = [Int]
