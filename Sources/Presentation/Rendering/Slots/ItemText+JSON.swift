package import Profiles

/// An item with its place, as programs read it and as `profiles encode` reads it back.
package struct ItemDocument {
  package let profile: any DeviceModel
  package let slot: Slot
  package let item: Item

  package init(_ item: Item, slot: Slot, profile: any DeviceModel) {
    self.item = item
    self.slot = slot
    self.profile = profile
  }

  /// `docs/formats/json.md`, "item".
  package var json: JSON {
    .ordered([
      ("version", 1), ("profile", .string(profile.id)), ("kind", .string(slot.kind)),
      ("slot", .string(profile.name(slot))), ("name", JSON(item.name)), ("isEmpty", JSON(item.isEmpty)),
      ("fields", Self.json(fields)),
      (
        "padding",
        .ordered(
          ItemTree(item).group(["padding"])?.leaves.map { place, value in
            (place.joined(separator: " "), .string(value.text))
          } ?? [])
      ),
    ])
  }

  private var fields: ItemTree {
    var tree = ItemTree()
    for field in item.fields { tree.set(field.path.components, to: field.value) }
    return tree
  }

  private static func json(_ tree: ItemTree) -> JSON {
    .ordered(
      tree.children.map { name, node in
        switch node {
        case .leaf(let value): (name, json(value))
        case .group(let group): (name, json(group))
        }
      })
  }

  /// A number or a switch where its text comes back from it, else the text.
  private static func json(_ value: Value) -> JSON {
    switch value.kind {
    case .flag where value.text == "on" || value.text == "off": return .bool(value.text == "on")
    case .number:
      if let number = Int64(value.text), String(number) == value.text { return .int(number) }
      if let number = Double(value.text), String(number) == value.text { return .double(number) }
      return .string(value.text)
    default: return .string(value.text)
    }
  }
}

extension ItemTree {
  /// Reads the fields and the padding of an item's document.
  package init(_ document: JSON) throws(ItemDocumentError) {
    self.init()
    guard case .object(let fields)? = document["fields"] else { throw .missing("fields") }
    try add(fields, at: [])
    guard case .object(let padding)? = document["padding"] else { return }
    for member in padding.members {
      guard let text = Self.text(member.value) else { throw .notAValue("padding.\(member.name)") }
      set(["padding", member.name], to: Value(.bytes, text))
    }
  }

  private mutating func add(_ object: JSON.Object, at path: [String]) throws(ItemDocumentError) {
    for member in object.members {
      let inner = path + [member.name]
      if case .object(let group) = member.value {
        try add(group, at: inner)
      } else if let text = Self.text(member.value) {
        set(inner, to: Value(.word, text))
      } else {
        throw .notAValue(inner.joined(separator: "."))
      }
    }
  }

  private static func text(_ value: JSON) -> String? {
    switch value {
    case .string(let text): text
    case .int(let number): String(number)
    case .double(let number): String(number)
    case .bool(let flag): flag ? "on" : "off"
    case .null, .array, .object: nil
    }
  }
}

/// Why a document is none of an item.
package enum ItemDocumentError: Error, Hashable, Sendable {
  case missing(String)
  /// The JSON value is neither a text, a number nor a switch.
  case notAValue(String)
}

extension ItemDocumentError: Reportable {
  package var report: Report {
    switch self {
    case .missing(let name):
      Report(
        .badInput, "the document has no \(quoted: name)", hint: "'synvc cat REV:SLOT --json' prints such documents")
    case .notAValue(let path):
      Report(.badInput, "\(quoted: path) is neither a text, a number nor true or false")
    }
  }
}
