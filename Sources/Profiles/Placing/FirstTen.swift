/// The first ten of many, and their total count: enough for a message, however large the file.
package struct FirstTen<Value: Sendable>: Sendable {
  package private(set) var values: [Value] = []
  package private(set) var count = 0

  package init() {}

  package init(_ values: some Sequence<Value>) { for value in values { append(value) } }

  package var isEmpty: Bool { count == 0 }
  /// How many are not among ``values``.
  package var more: Int { count - values.count }

  package mutating func append(_ value: Value) {
    if values.count < 10 { values.append(value) }
    count += 1
  }
}
