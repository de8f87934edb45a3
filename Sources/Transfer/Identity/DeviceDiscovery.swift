package import MIDI
package import Profiles

/// Identifies the devices at the other end of a port.
package struct DeviceDiscovery {
  package let conversation: Conversation
  /// Whose questions are asked.
  package let profiles: [any DeviceModel]
  /// Silence after which no further answer is expected.
  package var timeout: Duration = .milliseconds(500)

  package init(_ conversation: Conversation, _ profiles: [any DeviceModel]) {
    self.conversation = conversation
    self.profiles = profiles
  }

  /// Asks the universal question, then every profile's own; one port may connect several instruments.
  package func run() throws(TransferError) -> PortFinding {
    var finding = PortFinding()
    let universal = IdentityRequest().message.bytes
    for message in try conversation.askAll(universal, quiet: timeout) {
      guard let identity = Identity(message) else {
        finding.otherMessages += 1
        continue
      }
      guard !finding.voices.contains(where: { $0.reply == message }) else { continue }
      finding.voices.append(PortFinding.Responder(reply: message, identity: identity, fits: fits(message)))
    }
    var asked: Set<[UInt8]> = [universal]
    for profile in profiles where !finding.knows(profile) {
      for question in profile.questions {
        let request = question.request.fill([:])
        guard asked.insert(request).inserted else { continue }
        for message in try conversation.askAll(request, quiet: timeout) { finding.take(message, fits(message)) }
      }
    }
    finding.echoes = conversation.echoes
    finding.otherMessages += conversation.unasked
    finding.realTime = conversation.realTime
    return finding
  }

  private func fits(_ message: SysExMessage) -> [PortFinding.ProfileMatch] {
    profiles.compactMap { profile in
      for question in profile.questions {
        guard let found = Identification(message, to: question) else { continue }
        return PortFinding.ProfileMatch(profile: profile.id, name: profile.name, firmware: found.firmware)
      }
      return nil
    }
  }
}

/// The answers on a port.
package struct PortFinding: Sendable {
  /// A profile that an answer fits.
  package struct ProfileMatch: Hashable, Sendable {
    package let profile: String
    package let name: String
    package let firmware: String?
  }

  /// One instrument that answered.
  package struct Responder: Sendable {
    package let reply: SysExMessage
    /// Maker, family, member and version; nil for the answer to a question of a maker's own.
    package let identity: Identity?
    /// Empty where no profile knows it.
    package let fits: [ProfileMatch]

    /// The maker's name, where its id is a known one.
    package var maker: String? { Manufacturer.name(identity?.manufacturer ?? reply.manufacturer) }
  }

  /// The reason why the devices on a port cannot be identified.
  package enum Rejection: Hashable, Sendable {
    case silence
    /// Only our own questions came back.
    case onlyEcho
    /// Messages came, and none was an answer.
    case onlyOtherMessages(Int)
    /// Clock or active sensing: a device is connected, and does not answer.
    case onlyRealTime(RealTimeTally)
  }

  package internal(set) var voices: [Responder] = []
  package internal(set) var echoes = 0
  /// Messages that were no answer.
  package internal(set) var otherMessages = 0
  package internal(set) var realTime = RealTimeTally()

  /// Nil where something answered.
  package var rejection: Rejection? {
    guard voices.isEmpty else { return nil }
    if otherMessages > 0 { return .onlyOtherMessages(otherMessages) }
    if echoes > 0 { return .onlyEcho }
    return realTime.total > 0 ? .onlyRealTime(realTime) : .silence
  }

  /// Whether an instrument of this model answered already.
  func knows(_ profile: any DeviceModel) -> Bool {
    voices.contains { voice in voice.fits.contains { $0.profile == profile.id } }
  }

  mutating func take(_ message: SysExMessage, _ fits: [ProfileMatch]) {
    guard !fits.isEmpty else {
      otherMessages += 1
      return
    }
    if !voices.contains(where: { $0.reply == message }) {
      voices.append(Responder(reply: message, identity: Identity(message), fits: fits))
    }
  }
}
