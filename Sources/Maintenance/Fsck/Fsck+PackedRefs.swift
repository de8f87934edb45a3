import Bytes
import Files
import Objects
import Repository

extension Fsck {
  /// Reads `packed-refs` line by line; one that is wrong does not hide the others.
  mutating func readPacked() {
    let file = "packed-refs"
    guard let bytes = content(file, limit: ReadingBudget.Reader.refs.limit) else { return }
    if bytes.isEmpty { return report(Finding(.fileEmpty, file: file)) }
    if bytes.last != 0x0A { wrong(bytes.count, "") }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast(bytes.last == 0x0A ? 1 : 0)
    var traits: Set<Substring> = []
    var (before, last): (RefName?, (name: RefName, id: ObjectID, offset: Int, isPeeled: Bool)?) = (nil, nil)
    for line in lines {
      let text = FileName.text(line)
      if line.first == 0x23 {
        traits = line.startIndex == 0 ? traitsOfHeader(text) : []
        continue
      }
      if line.first == 0x5E {
        if !isPeeled(text.dropFirst(), of: last?.id) { wrong(line.startIndex, text) }
        if let last { refs.peeled[last.name] = ObjectID(place.format, hex: text.dropFirst()) }
        last?.isPeeled = true
        continue
      }
      checkPeeled(last, traits)
      let fields = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      guard fields.count == 2, let id = ObjectID(place.format, hex: fields[0]), id.hex == fields[0],
        let name = RefName(String(fields[1])), name.text.hasPrefix("refs/")
      else {
        last = nil
        wrong(line.startIndex, text)
        continue
      }
      if refs.packed[name] != nil || traits.contains("sorted") && before.map({ $0 > name }) == true {
        wrong(line.startIndex, text)
      }
      if !name.isUTF8, refs.loose[name] == nil { report(Finding(.refName, file: file, ref: name.text)) }
      refs.packed[name] = id
      (before, last) = (name, (name, id, line.startIndex, false))
    }
    checkPeeled(last, traits)
    if traits.isEmpty { wrong(0, Fsck.excerpt(bytes.prefix { $0 != 0x0A })) }
  }

  /// Whether a text is the target of a tag; unknown where the tag is lost.
  private func isPeeled(_ text: Substring, of tag: ObjectID?) -> Bool {
    guard let tag, let peeled = ObjectID(place.format, hex: text) else { return false }
    return table[tag] == nil || peel(tag) == peeled
  }

  private func traitsOfHeader(_ text: String) -> Set<Substring> {
    let start = "# pack-refs with: "
    guard text.hasPrefix(start), text.hasSuffix(" ") else { return [] }
    let traits = Set(text.dropFirst(start.count).split(separator: " "))
    return traits.isSubset(of: ["peeled", "fully-peeled", "sorted"]) ? traits : []
  }

  /// Reports a tag without its target line, where the file claims that every tag has one.
  private mutating func checkPeeled(
    _ ref: (name: RefName, id: ObjectID, offset: Int, isPeeled: Bool)?, _ traits: Set<Substring>
  ) {
    guard let ref, !ref.isPeeled, traits.contains("fully-peeled"), table[ref.id]?.kind == .tag else { return }
    wrong(ref.offset, ref.name.text)
  }

  private mutating func wrong(_ offset: Int, _ text: String) {
    report(
      Finding(.packedRefs, file: "packed-refs") {
        $0.offset = offset
        $0.found = Fsck.excerpt(Array(text.utf8))
      })
  }

  /// The final target of a tag; nil for other objects and for unknown ones.
  private func peel(_ id: ObjectID) -> ObjectID? {
    guard table[id]?.kind == .tag else { return nil }
    var current = id
    for _ in 0..<64 {
      guard let entry = table[current] else { return current }
      guard entry.kind == .tag, let next = table.links(of: current).first?.id else { return current }
      current = next
    }
    return nil
  }
}
