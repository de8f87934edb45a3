package import Bytes

/// Codecs one behind the other, the outermost (nearest to the wire) first.
package struct CodecChain: Hashable, Sendable {
  package let codecs: [Codec]

  package init(_ codecs: [Codec]) { self.codecs = codecs }

  /// Unpacks from the wire, outermost codec first.
  ///
  /// - Throws: ``FormatError`` with the offset in `encoded`, whichever codec met the problem; `.outOfRange` where a
  ///   codec would give more than `limit` bytes.
  package func decode(_ encoded: some Collection<UInt8>, limit: Int) throws(FormatError) -> [UInt8] {
    var stages: [[UInt8]] = [Array(encoded)]
    var bytes = stages[0]
    for codec in codecs {
      do throws(FormatError) {
        bytes = try codec.decode(bytes, limit: limit)
      } catch {
        throw FormatError(error.problem, at: origin(of: error.offset, in: stages))
      }
      stages.append(bytes)
    }
    return bytes
  }

  /// Packs for the wire, outermost codec last.
  package func encode(_ decoded: some Collection<UInt8>) -> [UInt8] {
    codecs.reversed().reduce(Array(decoded)) { $1.encode($0) }
  }

  /// Carries an offset in the last of `stages` back to the first.
  private func origin(of offset: Int, in stages: [[UInt8]]) -> Int {
    zip(codecs, stages.dropLast()).reversed().reduce(offset) { $1.0.offset(of: $0, in: $1.1) }
  }
}
