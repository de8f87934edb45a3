import TestSupport

/// A reader, valid inputs for it, and what must hold of any input.
struct FuzzTarget: Sendable {
  let name: String
  let samples: [[UInt8]]
  /// Makes an input by the rules of what the reader reads, with numbers and shapes at the edges; nil: samples are changed.
  var structured: (@Sendable (inout SeededNumbers) -> [UInt8])?
  /// Throws ``FuzzFailure`` when a property does not hold; any other error is the reader's right.
  let check: @Sendable ([UInt8]) throws -> Void

  static let all: [FuzzTarget] = objects + stores + streams + texts + structures
  static let names = all.map(\.name)

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Throws unless it holds.
func must(_ isSo: Bool, _ text: String) throws {
  if !isSo { throw FuzzFailure(text) }
}
