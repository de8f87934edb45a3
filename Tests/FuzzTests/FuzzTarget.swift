import Bytes

/// A reader, valid inputs for it, and what must hold of any input.
struct FuzzTarget: Sendable {
  let name: String
  let samples: [[UInt8]]
  /// Throws ``FuzzFailure`` when a property does not hold; any other error is the reader's right.
  let check: @Sendable ([UInt8]) throws -> Void

  static let all: [FuzzTarget] = objects + stores + streams + texts
  static let names = all.map(\.name)

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Throws unless it holds.
func must(_ isSo: Bool, _ text: String) throws {
  if !isSo { throw FuzzFailure(text) }
}
