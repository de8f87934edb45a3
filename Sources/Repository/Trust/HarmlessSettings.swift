/// The settings of git that name no program, no other configuration and no other repository.
///
/// Any other setting may make git run a program, today or in a later version. It is ignored until the archive is
/// trusted, and trust ends when the setting changes.
///
/// - Source: git-config(1) of git 2.39 and 2.47, each variable's own text. Left out on purpose: `gc.recentObjectsHook`,
///   `merge.*.driver`, `pull.twohead` and `branch.*.mergeOptions` (a strategy is a program), `http.*`, `url.*`,
///   `submodule.*`, `core.worktree`, `core.attributesFile`, and all that is not listed.
enum HarmlessSettings {
  /// Whether a variable, named as `git config --list` does, is harmless with this value.
  static func contains(_ name: String, _ value: String?) -> Bool {
    guard let first = name.firstIndex(of: "."), let last = name.lastIndex(of: ".") else { return false }
    let section = String(name[..<first])
    if sections.contains(section) { return true }
    let variable = name[name.index(after: last)...]
    guard first != last else { return names.contains(name) }
    // `ext::COMMAND` is an address, and so is every other helper's.
    if section == "remote", variable.hasSuffix("url"), value?.contains("::") ?? false { return false }
    return names.contains("\(section).*.\(variable)")
  }

  /// Sections of which every variable is harmless; ports are checked when they are opened.
  private static let sections: Set<String> = ["advice", "color", "column", "synvc"]

  private static let names: Set<String> = {
    var names: Set<String> = []
    for (section, variables) in table {
      for variable in variables.split(separator: " ") { names.insert("\(section).\(variable)") }
    }
    return names
  }()

  /// Variables by section; `section.*` where the name has a user-defined subsection.
  private static let table = [
    "apply": "ignorewhitespace whitespace",
    "author": "email name",
    "blame": "blankboundary coloring date showemail showroot",
    "branch": "autosetupmerge autosetuprebase sort",
    "branch.*": "description merge pushremote rebase remote",
    "checkout": "defaultremote guess thresholdforparallelism workers",
    "clean": "requireforce",
    "commit": "cleanup status verbose",
    "commitgraph": "generationversion maxnewfilters readchangedpaths",
    "committer": "email name",
    "core": """
    abbrev autocrlf bare bigfilethreshold checkstat commentchar commitgraph compression deltabasecachelimit eol filemode \
    filesreflocktimeout fsync fsyncmethod fsyncobjectfiles hidedotfiles ignorecase ignorestat logallrefupdates \
    loosecompression multipackindex packedgitlimit packedgitwindowsize packedrefstimeout precomposeunicode preloadindex \
    quotepath repositoryformatversion safecrlf symlinks trustctime untrackedcache warnambiguousrefs whitespace
    """,
    "diff": """
    algorithm autorefreshindex colormoved colormovedws context indentheuristic interhunkcontext mnemonicprefix noprefix \
    relative renamelimit renames statgraphwidth suppressblankempty wserrorhighlight
    """,
    "diff.*": "binary cachetextconv",
    "extensions": "noop noop-v1 objectformat preciousobjects",
    "fetch": "fsckobjects output parallel prune prunetags showforcedupdates unpacklimit writecommitgraph",
    "gc": """
    aggressivedepth aggressivewindow auto autodetach autopacklimit bigpackthreshold cruftpacks logexpiry packrefs \
    pruneexpire reflogexpire reflogexpireunreachable rerereresolved rerereunresolved worktreepruneexpire writecommitgraph
    """,
    "grep": "column extendedregexp fallbacktonoindex fullname linenumber patterntype threads",
    "i18n": "commitencoding logoutputencoding",
    "index": "recordendofindexentries recordoffsettable threads version",
    "init": "defaultbranch",
    "log": "abbrevcommit date decorate follow graphcolors showroot",
    "maintenance": "auto strategy",
    "merge": "conflictstyle directoryrenames ff log renamelimit renames renormalize stat verbosity",
    "pack": """
    compression deltacachelimit deltacachesize depth indexversion packsizelimit threads usebitmaps usesparse window \
    windowmemory writereverseindex
    """,
    "pull": "ff rebase",
    "push": "autosetupremote default followtags",
    "rebase": "autosquash autostash backend stat",
    "receive": """
    autogc denycurrentbranch denydeletecurrent denydeletes denynonfastforwards fsckobjects maxinputsize unpacklimit \
    updateserverinfo
    """,
    "remote": "pushdefault",
    "remote.*": "fetch mirror prune prunetags push pushurl skipdefaultupdate skipfetchall tagopt url",
    "repack": "packkeptobjects updateserverinfo usedeltabaseoffset writebitmaps",
    "rerere": "autoupdate enabled",
    "status":
      "aheadbehind branch displaycommentprefix relativepaths renamelimit renames short showstash showuntrackedfiles",
    "tag": "sort",
    "transfer": "fsckobjects unpacklimit",
    "user": "email name useconfigonly",
    "versionsort": "suffix",
  ]
}

extension Config {
  /// The settings that git may read from an untrusted archive.
  ///
  /// - Parameter textconv: synvc's own, so that git's diffs show decoded text.
  package func harmless(textconv: String) -> [UInt8] {
    var text = ""
    for entry in entries where HarmlessSettings.contains(entry.key.text, entry.value) {
      let value = entry.value.map { " = \(ConfigKey.quoted($0))" } ?? ""
      text += "\(entry.key.header)\n\t\(entry.key.variable)\(value)\n"
    }
    text += "[diff \"synvc\"]\n\ttextconv = \(ConfigKey.quoted(textconv))\n\tcachetextconv = false\n"
    return Array(text.utf8)
  }
}
