internal import Objects
package import Repository

extension ConversionProblem: Reportable {
  package var report: Report {
    switch self {
    case .sameFormat(let format):
      Report(
        .failed, "the archive already uses \(quoted: format.rawValue) ids",
        hint: "use the archive as it is")
    case .workTree(let path):
      Report(
        .failed, "cannot convert \(quoted: path): its work tree depends on the old ids",
        hint: "convert a bare clone: 'git clone --bare', then 'synvc --archive CLONE convert --object-format sha256'")
    case .submodule(let name, let tree):
      Report(
        .failed, "cannot convert the submodule \(quoted: name): the new id of its commit is unknown",
        hint: "remove the submodule from the history first", details: ["tree": .string(tree.hex)])
    case .occupied(let path):
      Report(
        .failed, "cannot convert into \(quoted: path): it already has other files",
        hint: "name another folder: 'synvc convert --object-format sha256 DIR'",
        details: ["path": .string(path)])
    case .inside(let path):
      Report(
        .failed, "\(quoted: path) is inside the archive", hint: "name a folder outside the archive",
        details: ["path": .string(path)])
    case .convertedMeanwhile(let path):
      Report(
        .locked, "another command converted \(quoted: path) in the meantime: nothing was changed",
        hint: "call the command again", details: ["path": .string(path)])
    case .changedMeanwhile(let path):
      Report(
        .locked, "another program changed \(quoted: path) in the meantime: the conversion was given up",
        hint: "call the command again", details: ["path": .string(path)])
    case .differs(let what):
      Report(
        .damaged, "\(quoted: what) reads back differently from the new archive, which was removed",
        hint: "check the disk and the memory for faults: the original archive is untouched",
        details: ["what": .string(what)])
    }
  }
}
