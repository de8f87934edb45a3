internal import Objects
package import Storage

extension ConversionProblem: Reportable {
  package var report: Report {
    switch self {
    case .sameFormat(let format):
      Report(
        .failed, "the ids of this archive are made by \(quoted: format.rawValue) already",
        hint: "nothing has to be done")
    case .workTree(let path):
      Report(
        .failed, "\(quoted: path) has a work tree, whose files git keeps account of by their ids",
        hint: "convert a bare clone: 'git clone --bare', then 'synvc --archive CLONE convert --object-format sha256'")
    case .submodule(let name, let tree):
      Report(
        .failed, "\(quoted: name) is a commit of another repository, whose new id is not known",
        hint: "remove the submodule from the history first", details: ["tree": .string(tree.hex)])
    case .occupied(let path):
      Report(
        .failed, "something else is in \(quoted: path)",
        hint: "name another folder: 'synvc convert --object-format sha256 DIR'",
        details: ["path": .string(path)])
    case .inside(let path):
      Report(
        .failed, "\(quoted: path) lies in the archive itself", hint: "name a folder beside it",
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
        .damaged, "\(quoted: what) was read back of the new archive as something else: it was removed again",
        hint: "the archive is untouched; the disk or its memory may be failing", details: ["what": .string(what)])
    }
  }
}
