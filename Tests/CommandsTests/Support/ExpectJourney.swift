import TestSupport
import Testing

@testable import Presentation

/// Compares what a command printed with `journey-NAME.txt`, and its status with the one expected.
///
/// Each object id is `<id>`, since ids change with every byte that is stored.
func expectJourney(_ outcome: Workbench.Outcome, _ name: String, _ status: ExitStatus = .done) {
  expectGolden((outcome.results + outcome.notes).withoutIDs, "journey-\(name)")
  #expect(outcome.status == status, "\(outcome)")
}

extension String {
  /// A word ends at a colon, too: the rules of Unicode would join `58088ae:one`.
  fileprivate var withoutIDs: String {
    replacing(/\b[0-9a-f]{7,64}\b/.wordBoundaryKind(.simple), with: "<id>")
  }
}
