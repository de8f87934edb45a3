import Objects

/// An object with the bytes that it is deflated to.
package struct DeflatedObject: Sendable {
  let object: StoredObject
  let bytes: [UInt8]

  init(_ object: StoredObject, by deflaters: TablePool<Deflaters>) {
    self.object = object
    bytes = deflaters.with { $0.deflate(object.bytes) }
  }
}
