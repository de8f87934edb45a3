internal import Storage
package import Operations

extension NameError: Reportable {
  package var report: Report {
    switch self {
    case .badName(let name):
      Report(.usage, "\(quoted: name) cannot be the name of a branch or tag", hint: "leave out blanks and '~^:?*[\\'")
    case .taken(let name): Report(.failed, "\(quoted: name.short) is there already", hint: "choose another name")
    case .unknown(let name, let isTag, let near):
      Report(
        .unknownName, "there is no \(isTag ? "tag" : "branch") \(quoted: name)",
        hint: near.isEmpty
          ? (isTag ? "'synvc tag' lists them" : "'synvc branch' lists them")
          : "did you mean \(StyledText.list(near, last: "or"))?", details: ["near": JSON(near)])
    case .current(let name):
      Report(
        .refused, "\(quoted: name) is the branch in use", hint: "'synvc switch BRANCH' changes to another one first")
    }
  }
}
