/// One thing that a profile claims about a model, with where it comes from.
package struct ProfileClaim: Hashable, Sendable {
  /// The kind of slot that it is about; nil for the model as a whole.
  package let kind: String?
  /// `track {track} filter base` for a field; `probe`, `transfer`, `step 1 before sending` for other claims.
  package let subject: String
  package let source: String?

  /// Whether nothing at hand proves it.
  package var isGuess: Bool { source?.hasPrefix("guess") ?? false }
}

extension Profile {
  /// Every claim of the profile, in the order of its text.
  package var facts: [ProfileClaim] {
    var facts: [ProfileClaim] = []
    if let probe { facts.append(ProfileClaim(kind: nil, subject: "probe", source: probe.source)) }
    if let loaded { facts.append(ProfileClaim(kind: nil, subject: "loaded", source: loaded.source)) }
    facts.append(ProfileClaim(kind: nil, subject: "transfer", source: transfer.source))
    let steps = [
      ("before reading", stepsBeforeReading), ("before sending", stepsBeforeSending),
      ("after sending", stepsAfterSending),
    ]
    for (name, steps) in steps {
      facts += steps.enumerated().map { ProfileClaim(kind: nil, subject: "step \($0 + 1) \(name)", source: $1.source) }
    }
    return facts
      + kinds.flatMap { kind in [ProfileClaim(kind: kind.id, subject: "message", source: kind.source)] + kind.facts }
  }
}

extension Kind {
  /// Every field of the layout, in file order.
  ///
  /// - Shape: empty where the messages hold slots of another kind, which has them, and where the layout is wrong.
  package var facts: [ProfileClaim] {
    if slots.bank != nil { return [] }
    // An invalid profile claims nothing; `synvc profiles check` prints its errors.
    guard let layout = try? layout else { return [] }
    return layout.leaves.map { ProfileClaim(kind: slots.id, subject: BoundLayout.spell($0.path), source: $0.source) }
  }
}
