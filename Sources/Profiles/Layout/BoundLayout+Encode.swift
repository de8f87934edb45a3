extension BoundLayout {
  /// The payload that a printed item describes.
  ///
  /// - Parameter isCompleting: whether missing fields get the values of a slot that was never used.
  package func encode(_ tree: ItemTree, isCompleting: Bool = false) throws(EncodeError) -> [UInt8] {
    var encoder = try LayoutEncoder(self, tree, isCompleting: isCompleting)
    try encoder.run()
    return encoder.payload
  }
}

extension Display {
  /// The values that a person may write here, where their list is short.
  func allowed(_ type: NumberType) -> String? {
    switch self {
    case .number(let scale):
      let range = scale.range ?? type.numbers
      return "\(scale.print(range.lowerBound)) to \(scale.print(range.upperBound))"
    case .words(let words, _): return words.sorted { $0.key < $1.key }.prefix(12).map(\.value).joined(separator: ", ")
    case .bands(let names, _): return names.joined(separator: ", ")
    case .flag: return "on, off"
    case .note: return "a note such as C#3"
    case .steps(let count): return "\(count) steps, x or ."
    case .slot(let numbering): return numbering.print(0).map { "a slot such as \($0)" }
    case .bytes: return "hexadecimal pairs"
    case .text: return nil
    case .choice(_, _, let otherwise): return otherwise.allowed(type)
    }
  }
}
