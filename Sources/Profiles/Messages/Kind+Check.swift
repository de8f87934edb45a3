package import MIDI
import Bytes

extension Kind {
  /// Checksum and length of a message of this kind.
  package func problems(of message: SysExMessage) -> [MessageProblem] { form(of: message).problems(of: message) }

  /// Why a message that came over a cable is not taken; nil where nothing is wrong that can be seen.
  package func flaw(in message: SysExMessage) -> MessageProblem? {
    if let problem = problems(of: message).first { return problem }
    if case .short(let error) = extent(of: message) { return .undecodable(error) }
    return nil
  }

  /// Whether a message without a flaw proves itself whole: a checksum covers it, and its length is known. A sum alone
  /// does not detect missing zeros.
  package func provesItself(_ message: SysExMessage) -> Bool {
    guard form(of: message).checksum != nil else { return false }
    if case .known = extent(of: message) { return true } else { return false }
  }

  /// The required length of a message, as far as the message and the layout show.
  private enum Extent {
    /// As long as it is.
    case known
    /// The layout wants more than came.
    case short(FormatError)
    case open
  }

  private func extent(of message: SysExMessage) -> Extent {
    // The size of a part is in the profile, that of a packet in its address: both are known when the slot is whole.
    guard case .message = carrier, length == nil, dump.hasRest else { return .known }
    guard let body = dump.match(message.bytes)?["body"] else { return .open }
    do throws(FormatError) {
      let payload = try form.unpack(message.bytes[body]).flatMap(\.self)
      if let bank = slots.bank { return payload.count == bank.offset + bank.count * bank.size ? .known : .open }
      // Where the profile is wrong, the message is not to blame.
      guard let layout = try? layout else { return .open }
      var decoder = LayoutDecoder(layout, payload)
      try decoder.run()
      return layout.hasOneLength && decoder.rest.isEmpty ? .known : .open
    } catch {
      if case .endsEarly = error.problem { return .short(error) }
      return .open
    }
  }

  /// Puts length and checksum into a message whose other bytes are settled.
  package func seal(_ bytes: [UInt8]) -> [UInt8] { form.seal(bytes) }
}
