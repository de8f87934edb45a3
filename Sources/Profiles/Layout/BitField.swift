/// Reading and writing bits in a buffer, highest bit first, at any position.
package enum BitField {
  /// The bits from `position` on as a number.
  package static func read(_ bytes: [UInt8], at position: Int, type: NumberType) -> UInt64 {
    if type.bits % 8 == 0, position % 8 == 0 {
      let slice = bytes[position / 8..<(position + type.bits) / 8]
      return type.isLittleEndian
        ? slice.reversed().reduce(0) { $0 << 8 | UInt64($1) } : slice.reduce(0) { $0 << 8 | UInt64($1) }
    }
    return (position..<position + type.bits).reduce(0) { value, bit in
      value << 1 | UInt64(bytes[bit / 8] >> (7 - bit % 8) & 1)
    }
  }

  package static func write(_ value: UInt64, into bytes: inout [UInt8], at position: Int, type: NumberType) {
    if type.bits % 8 == 0, position % 8 == 0 {
      let count = type.bits / 8
      for index in 0..<count {
        let shift = 8 * (type.isLittleEndian ? index : count - 1 - index)
        bytes[position / 8 + index] = UInt8(truncatingIfNeeded: value >> shift)
      }
      return
    }
    for index in 0..<type.bits {
      let bit = position + index
      let mask = UInt8(0x80) >> (bit % 8)
      let isSet = value >> (type.bits - 1 - index) & 1 == 1
      bytes[bit / 8] = isSet ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask
    }
  }
}
