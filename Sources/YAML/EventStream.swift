internal import CYAML

/// libyaml's parser over one text: an event after the other, each valid until the next.
///
/// Both structures stay where they were allocated, because libyaml's parser points into itself.
struct EventStream: ~Copyable {
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
  private let text: UnsafeBufferPointer<UInt8>

  /// - Parameter text: must stay valid as long as this value lives.
  init(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
    self.text = text
    event.initialize(to: yaml_event_t())
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else { throw Self.outOfMemory }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_event_delete(event)
    yaml_parser_delete(parser)
    event.deallocate()
    parser.deallocate()
  }

  /// Goes on to the next event; after the end of the stream there are none.
  func next() throws(YAMLError) -> yaml_event_type_t {
    yaml_event_delete(event)
    guard yaml_parser_parse(parser, event) == 1 else { throw failure }
    return event.pointee.type
  }

  /// Where the present event begins.
  var mark: Mark { Mark(event.pointee.start_mark) }

  /// The text of a scalar, which may hold NUL.
  var scalar: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
  }

  /// The name that an alias refers to, or the anchor of the present node.
  var anchor: String? {
    let name: UnsafeMutablePointer<yaml_char_t>?
    switch event.pointee.type {
    case YAML_ALIAS_EVENT: name = event.pointee.data.alias.anchor
    case YAML_SCALAR_EVENT: name = event.pointee.data.scalar.anchor
    case YAML_SEQUENCE_START_EVENT: name = event.pointee.data.sequence_start.anchor
    case YAML_MAPPING_START_EVENT: name = event.pointee.data.mapping_start.anchor
    default: name = nil
    }
    return name.map { String(cString: $0) }
  }

  private static let outOfMemory = YAMLError(.syntax("out of memory"), at: Mark(line: 1, column: 1))

  private var failure: YAMLError {
    guard let problem = parser.pointee.problem.map({ String(cString: $0) }) else { return Self.outOfMemory }
    guard parser.pointee.error == YAML_READER_ERROR else {
      return YAMLError(.syntax(problem), at: Mark(parser.pointee.problem_mark))
    }
    let before = text.prefix(parser.pointee.problem_offset)
    return YAMLError(.syntax(problem), at: Mark(line: before.count { $0 == 0x0A } + 1, column: 1))
  }
}

extension Mark {
  fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}
