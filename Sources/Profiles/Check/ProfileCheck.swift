package import MIDI

/// The findings about a profile, and about the way it decodes some messages.
package struct ProfileCheck: Sendable {
  /// One message that the profile does not do justice to.
  package struct Finding: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
      /// No kind of slot is its own, or none with such a slot.
      case notPlaced
      /// The body stays bytes.
      case notDecoded(MessageProblem)
      /// A checksum, length or slot that does not agree.
      case damaged(MessageProblem)
      /// The printed form gives other bytes, or none.
      case notRoundTripping(EncodeError?)
    }

    /// Index of the message among those given.
    package let message: Int
    package let kind: String?
    package let reason: Reason
  }

  /// The error in the text of a profile; other findings are then left out.
  package private(set) var error: ProfileError?
  package private(set) var profile: Profile?
  package private(set) var guesses: [ProfileClaim] = []
  package private(set) var withoutSource: [ProfileClaim] = []
  /// Names that do not identify exactly one field each.
  package private(set) var pathProblems: [PathProblem] = []
  package private(set) var findings: [Finding] = []
  /// Fields that no message exercises, see ``Exercise``; those of kinds without any message too.
  package private(set) var unexercised: [ProfileClaim] = []

  package init(text: String, samples: [SysExMessage] = []) {
    do throws(ProfileError) {
      let profile = try Profile(text: text)
      self.profile = profile
      try check(profile, samples)
    } catch {
      self.error = error
    }
  }

  private mutating func check(_ profile: Profile, _ samples: [SysExMessage]) throws(ProfileError) {
    let facts = profile.facts
    guesses = facts.filter(\.isGuess)
    withoutSource = facts.filter { $0.source == nil }
    pathProblems = profile.kinds.flatMap { PathProblem.find(in: $0) }
    var exercises: [String: Exercise] = [:]
    for kind in profile.kinds { exercises[kind.id] = Exercise(try kind.layout) }
    let placement = profile.place(samples)
    findings = placement.unknown.map { Finding(message: $0, kind: nil, reason: .notPlaced) }
    for home in placement.homes {
      guard let kind = profile.kind(home.slot.kind), let dump = placement.dump(home, of: samples) else { continue }
      let (item, problems) = kind.decode(dump)
      for slot in profile.slots(in: home.slot) {
        if let member = profile.decode(slot, in: dump)?.item { exercises[slot.kind]?.add(member) }
      }
      exercises[home.slot.kind]?.add(item)
      let first = home.messages[0]
      findings += problems.map { Finding(message: first, kind: home.slot.kind, reason: Self.reason($0)) }
      if let reason = roundTrip(kind, dump, item, home.slot.index) {
        findings.append(Finding(message: first, kind: home.slot.kind, reason: reason))
      }
    }
    findings.sort { $0.message < $1.message }
    guard !samples.isEmpty else { return }
    for kind in profile.kinds {
      let isExercised = exercises[kind.id]?.isExercised ?? []
      unexercised += zip(kind.facts, isExercised).filter { !$1 }.map(\.0)
    }
  }

  private static func reason(_ problem: MessageProblem) -> Finding.Reason {
    switch problem {
    case .undecodable, .notCanonical, .incomplete, .badProfile: .notDecoded(problem)
    case .wrongChecksum, .wrongLength, .slotOutOfRange: .damaged(problem)
    }
  }

  private func roundTrip(_ kind: Kind, _ dump: SlotDump, _ item: Item, _ slot: Int) -> Finding.Reason? {
    do throws(EncodeError) {
      let back = try kind.dump(ItemTree(item), slot: slot)
      // The size of packets is the sender's choice.
      if kind.carrier.isMemory, let one = try? kind.payload(of: back), one == (try? kind.payload(of: dump)) {
        return nil
      }
      return back == dump ? nil : .notRoundTripping(nil)
    } catch {
      return .notRoundTripping(error)
    }
  }
}
