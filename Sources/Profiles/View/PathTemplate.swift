/// A display path with places for the indices of dimensions: `track.{track}.filter.base`.
package struct PathTemplate: Hashable, Sendable {
  package enum Piece: Hashable, Sendable {
    case word(String)
    case dimension(String)
  }

  package let pieces: [Piece]

  package init(_ pieces: [Piece]) { self.pieces = pieces }

  package init(_ text: String) {
    pieces = text.parts(at: ".").map { part in
      part.utf8.first == 0x7B && part.utf8.last == 0x7D
        ? .dimension(String(part.dropFirst().dropLast())) : .word(part)
    }
  }

  package static func + (left: PathTemplate, right: [Piece]) -> PathTemplate { PathTemplate(left.pieces + right) }

  package func mentions(_ dimension: String) -> Bool { pieces.contains(.dimension(dimension)) }
}

/// Something that a layout repeats over: tracks, steps, pages, rows.
package struct Dimension: Sendable {
  package indirect enum Labels: Sendable {
    /// 1, 2, 3 … or from another number on.
    case numbers(first: Int)
    case names([String])
    /// Names selected by the words of another field; an empty name is the number.
    case choice(on: String, cases: [String: [String]], otherwise: [String])
  }

  package let id: String
  package let count: Int
  package let labels: Labels
}

/// The rules of a view for a stored member and all members below it.
package struct ViewRule: Sendable {
  /// Nil: the path follows from the stored names.
  package let path: PathTemplate?
  package let display: Display?
  /// The stored value that is not shown: no note, no lock.
  package let omitted: UInt64?
  /// Whether the path extends that of the field that uses the type, as in a type's own view.
  package let isRelative: Bool

  package init(
    path: PathTemplate? = nil, display: Display? = nil, omitted: UInt64? = nil, isRelative: Bool = false
  ) {
    self.path = path
    self.isRelative = isRelative
    self.display = display
    self.omitted = omitted
  }
}

extension String {
  /// The parts between separators, without empty ones; found byte by byte, because a profile has thousands.
  func parts(at separator: Unicode.Scalar) -> [String] {
    utf8.split { UInt32($0) == separator.value }.map { String(Substring($0)) }
  }
}
