/// One kind of slot of a profile: its request, the form of its messages, and its content.
@dynamicMemberLookup
package struct Kind: Sendable {
  package struct Reference: Hashable, Sendable {
    /// Path of the field, dimensions as `*`.
    package let field: FieldPath
    package let kind: String
  }

  /// Its number, its names, and how it is reached.
  package let slots: SlotKind
  package let request: BytePattern?
  /// The form of its message; of the first where a slot has several.
  package let form: MessageForm
  let carrier: Carrier
  /// Stores a dump of the edit buffer in a slot; nil where no message does, and where ``dump`` does.
  package let store: BytePattern?
  let layouts: Layouts
  /// Path of the name inside the item; nil where there is none.
  package let name: FieldPath?
  /// Whether a slot whose name is not set is empty.
  package let isEmptyWhenUnnamed: Bool
  package let references: [Reference]
  package let source: String?

  package subscript<Value>(dynamicMember path: KeyPath<SlotKind, Value>) -> Value { slots[keyPath: path] }

  package var dump: BytePattern { form.dump }
  package var length: MessageForm.Coverage? { form.length }

  /// The content of a message; read on first use.
  package var layout: BoundLayout {
    get throws(ProfileError) { try layouts.layout(of: slots.id) }
  }
}
