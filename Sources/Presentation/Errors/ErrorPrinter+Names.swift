internal import Repository
package import Operations

extension NameError: Reportable {
  package var report: Report {
    switch self {
    case .badName(let name):
      Report(.usage, "\(quoted: name) is not a valid name for a branch or tag", hint: "leave out blanks and '~^:?*[\\'")
    case .taken(let name): Report(.failed, "\(quoted: name.short) already exists", hint: "choose another name")
    case .unknown(let name, let isTag, let near):
      Report(
        .unknownName, "there is no \(isTag ? "tag" : "branch") \(quoted: name)",
        hint: near.isEmpty
          ? (isTag ? "list the tags with 'synvc tag'" : "list the branches with 'synvc branch'")
          : "did you mean \(StyledText.list(near, last: "or"))?", details: ["near": JSON(near)])
    case .current(let name):
      Report(
        .refused, "\(quoted: name) is the branch in use",
        hint: "change to another branch first with 'synvc switch BRANCH'")
    }
  }
}
