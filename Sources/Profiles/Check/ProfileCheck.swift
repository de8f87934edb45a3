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
    let unplaced = Set(profile.place(samples).unknown)
    for (index, message) in samples.enumerated() {
      guard !unplaced.contains(index), let (kind, slot) = profile.recognise(message) else {
        findings.append(Finding(message: index, kind: nil, reason: .notPlaced))
        continue
      }
      let (item, problems) = kind.decode(message)
      for member in profile.members(in: message, of: kind) { exercises[member.kind.id]?.add(member.item) }
      exercises[kind.id]?.add(item)
      findings += problems.map { Finding(message: index, kind: kind.id, reason: Self.reason($0)) }
      if let reason = roundTrip(kind, message, item, slot) {
        findings.append(Finding(message: index, kind: kind.id, reason: reason))
      }
    }
    guard !samples.isEmpty else { return }
    for kind in profile.kinds {
      let isExercised = exercises[kind.id]?.isExercised ?? []
      unexercised += zip(kind.facts, isExercised).filter { !$1 }.map(\.0)
    }
  }

  private static func reason(_ problem: MessageProblem) -> Finding.Reason {
    switch problem {
    case .undecodable, .notCanonical, .badProfile: .notDecoded(problem)
    case .wrongChecksum, .wrongLength, .slotOutOfRange: .damaged(problem)
    }
  }

  private func roundTrip(_ kind: Kind, _ message: SysExMessage, _ item: Item, _ slot: Int) -> Finding.Reason? {
    do throws(EncodeError) {
      return try kind.encode(ItemTree(item), slot: slot) == message ? nil : .notRoundTripping(nil)
    } catch {
      return .notRoundTripping(error)
    }
  }
}
