internal import Profiles
package import Simulation

extension EditError: Reportable {
  package var report: Report {
    switch self {
    case .unknownSlot(let slot):
      Report(.unknownName, "the model has no slot number \(slot.index) of kind \(quoted: slot.kind)")
    case .emptySlot(let slot):
      Report(.failed, "slot number \(slot.index) of kind \(quoted: slot.kind) is empty and cannot be changed")
    case .illegal(let error): error.report
    }
  }
}

extension FaultTextError: Reportable {
  package var report: Report {
    let flag = "--\(name.rawValue)"
    if isUnknownSlot { return Report(.unknownName, "there is no slot \(quoted: text) for \(quoted: flag)") }
    return Report(
      .usage, "\(quoted: text) is not a value of \(quoted: flag)",
      hint: "write it as \(quoted: "\(flag) <\(name.value ?? "")>")")
  }
}
