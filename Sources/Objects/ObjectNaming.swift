/// How objects get their ids.
///
/// The program knows one way, the hash. It is handed in where objects are stored and read, so that a test can give two
/// contents one id, which no two known messages have.
package struct ObjectNaming: Sendable {
  /// As git does it.
  package static let hash = ObjectNaming { ObjectID(of: $0, in: $1) }

  private let name: @Sendable (StoredObject, ObjectFormat) -> ObjectID

  package init(_ name: @escaping @Sendable (StoredObject, ObjectFormat) -> ObjectID) { self.name = name }

  package func id(of object: StoredObject, in format: ObjectFormat) -> ObjectID { name(object, format) }
}
