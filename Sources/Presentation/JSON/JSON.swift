/// A JSON value whose objects have a fixed order of members.
package enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A whole number. Readers in other languages must keep all 64 bits.
  case int(Int64)
  /// A number with a fraction or an exponent; written as `null` when it is not finite.
  case double(Double)
  case string(String)
  case array([JSON])
  case object(Object)

  /// Members in the order in which they are written; no name occurs twice.
  package struct Object: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
      package let name: String
      package let value: JSON
    }

    package let members: [Member]

    /// Keeps the order given, as item trees need; of two members of one name the later value stays.
    package init(ordered pairs: some Sequence<(String, JSON)>) {
      var places: [[UInt8]: Int] = [:]
      var members: [Member] = []
      for (name, value) in pairs {
        let member = Member(name: name, value: value)
        if let place = places[Array(name.utf8)] {
          members[place] = member
        } else {
          places[Array(name.utf8)] = members.count
          members.append(member)
        }
      }
      self.members = members
    }

    /// Puts `version` first, then the other names by their UTF-8 bytes.
    package init(sorting pairs: some Sequence<(String, JSON)>) {
      self.init(ordered: Object(ordered: pairs).members.sorted(by: Self.precedes).map { ($0.name, $0.value) })
    }

    package subscript(name: String) -> JSON? {
      members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    private static func precedes(_ one: Member, _ other: Member) -> Bool {
      if one.name == "version" || other.name == "version" { return other.name != "version" }
      return one.name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }
  }

  /// An object with its names sorted, `version` first.
  package static func sorted(_ pairs: some Sequence<(String, JSON)>) -> JSON { .object(Object(sorting: pairs)) }

  /// An object that keeps the order given.
  package static func ordered(_ pairs: some Sequence<(String, JSON)>) -> JSON { .object(Object(ordered: pairs)) }

  /// An object with the members of both objects, in order of names.
  package func adding(_ other: JSON) -> JSON {
    guard case .object(let one) = self, case .object(let more) = other else { return self }
    return .sorted((one.members + more.members).map { ($0.name, $0.value) })
  }

  /// The member of an object; nil for other values.
  package subscript(name: String) -> JSON? {
    if case .object(let object) = self { object[name] } else { nil }
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int64) { self = .int(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) { self = .sorted(elements) }

  package init(_ value: String) { self = .string(value) }
  package init(_ value: Bool) { self = .bool(value) }
  package init(_ value: Int) { self = .int(Int64(value)) }
  package init(_ value: Double) { self = .double(value) }
  package init(_ value: String?) { self = value.map { .string($0) } ?? .null }
  package init(_ value: Int?) { self = value.map { .int(Int64($0)) } ?? .null }
  package init(_ values: some Sequence<String>) { self = .array(values.map { .string($0) }) }
}
