/// A message of a file that is whole and wrong in itself.
package struct MessageFault: Sendable {
  /// Its number in the file, from 1.
  package let number: Int
  /// The slot that it is of; nil where it has none.
  package let slot: String?
  package let problem: MessageProblem

  package init(number: Int, slot: String?, problem: MessageProblem) {
    self.number = number
    self.slot = slot
    self.problem = problem
  }

  /// The problems of messages that were placed with a check.
  package static func all(in placement: Placement?, _ profile: (any DeviceModel)?) -> FirstTen<MessageFault> {
    var faults = FirstTen<MessageFault>()
    guard let placement, let profile, !placement.problems.isEmpty else { return faults }
    for (index, problems) in placement.problems.sorted(by: { $0.key < $1.key }) {
      let slot = index < placement.carriers.count ? placement.carriers[index].map(profile.name) : nil
      for problem in problems { faults.append(MessageFault(number: index + 1, slot: slot, problem: problem)) }
    }
    return faults
  }
}
