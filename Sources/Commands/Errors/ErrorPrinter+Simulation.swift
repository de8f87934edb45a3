internal import Profiles
package import Simulation

extension EditError: Reportable {
  package var report: Report {
    switch self {
    case .unknownSlot(let slot):
      Report(.unknownName, "the model has no number \(slot.index) of \(quoted: slot.kind)")
    case .emptySlot(let slot):
      Report(.failed, "number \(slot.index) of \(quoted: slot.kind) is empty: there is nothing to change")
    case .illegal(let error): error.report
    }
  }
}

extension FaultTextError: Reportable {
  package var report: Report {
    let flag = "--\(name.rawValue)"
    if isUnknownSlot { return Report(.unknownName, "there is no slot \(quoted: text) for \(quoted: flag)") }
    return Report(
      .usage, "\(quoted: text) is no value of \(quoted: flag)",
      hint: "it is written as \(quoted: "\(flag) <\(name.value ?? "")>")")
  }
}
