internal import MIDI
internal import Objects
package import Operations

/// The result for one device of `synvc auto`, in words.
package struct AutoText {
  let device: String
  let outcome: Result<AutomaticOutcome, any Error>
  private let short: String?

  package init(_ device: String, _ outcome: Result<AutomaticOutcome, any Error>, short: String?) {
    self.device = device
    self.outcome = outcome
    self.short = short
  }

  package var failure: (any Error)? {
    if case .failure(let error) = outcome { return error }
    return nil
  }

  /// The result of reading; nil where nothing was read.
  private var result: SnapshotResult? {
    if case .success(.read(let result)) = outcome { return result }
    return nil
  }

  /// Whether something was stored.
  package var isNews: Bool { result?.commit != nil }

  /// Whether it was put aside now, and not an earlier time.
  package var isPutAside: Bool { isNews && result?.isSuspect == true }

  package var lines: [StyledText] {
    switch outcome {
    case .failure: []
    case .success(.notNow(let reason)): ["\(device): not now: \(words(reason))"]
    case .success(.read(let result)):
      if let short {
        ["\(device): \(changes(result)); [\(result.branch) \(short, .id)] auto: \(device)" + aside(result)]
      } else if result.isSuspect {
        ["\(device): already stored on \(result.branch)"]
      } else {
        ["\(device): unchanged"]
      }
    }
  }

  private func changes(_ result: SnapshotResult) -> StyledText {
    let changed = result.parts.reduce(0) { $0 + $1.changedSlots }
    let count = result.parts.reduce(0) { $0 + $1.slotCount }
    return changed == 0 ? "\(Count.slots(count)) read" : "\(Count.slots(changed)) changed"
  }

  private func aside(_ result: SnapshotResult) -> StyledText {
    result.isSuspect ? " (suspect: it looks like another state or another unit)" : ""
  }

  private func words(_ reason: AutomaticOutcome.Reason) -> StyledText {
    switch reason {
    case .absent(let port): "the port \(quoted: port) was not found"
    case .busy(let port, let holder):
      "the port \(quoted: port) is in use" + (holder.map { " by \(quoted: $0.command) (process \($0.process))" } ?? "")
    case .playing: "the device is playing"
    case .silent(let port): "no answer on \(quoted: port); is the device switched on?"
    case .unplugged(let port): "the port \(quoted: port) went away"
    case .selectsPrograms:
      "reading selects programs on the device: allow it with \(quoted: "synvc git config synvc.\(device).select true")"
    case .needsHands: "the device sends dumps only from its front panel"
    }
  }

  /// `docs/formats/json.md`, "auto".
  package var json: JSON {
    let verdict: (String, StyledText?) =
      switch outcome {
      case .failure(let error): ("failed", ErrorPrinter.report(for: error).message)
      case .success(.notNow(let reason)): ("not-now", words(reason))
      case .success(.read(let result)):
        (result.isSuspect ? "aside" : result.commit == nil ? "unchanged" : "stored", nil)
      }
    return [
      "device": .string(device), "outcome": .string(verdict.0), "reason": JSON(verdict.1?.plain),
      "commit": JSON(result?.commit?.hex), "branch": JSON(result?.branch),
      "changed": JSON(result?.parts.reduce(0) { $0 + $1.changedSlots } ?? 0),
    ]
  }
}
