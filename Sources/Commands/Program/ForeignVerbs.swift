/// Commands of other programs that synvc lacks, with the synvc equivalent.
///
/// - Source: git's manual, `git help -a`; the commands of librarians and backup programs (MidiQuest, Edisyn, KnobKraft
///   Orm, restic, borg).
enum ForeignVerbs {
  /// The equivalent command: a sentence that begins with a verb and names a command in quotes.
  ///
  /// - Parameter parent: the group in which the command was looked up; empty at the top.
  static func advice(for word: String, parent: [String]) -> String? {
    let word = word.lowercased()
    guard let group = parent.first else {
      return synvc[word] ?? (ofGit.contains(word) ? "run git on the archive with 'synvc git \(word)'" : nil)
    }
    return parent.count == 1 ? groups[group]?[word] : nil
  }

  private static let synvc = table([
    // Bringing back.
    "restore recall":
      "bring a slot back with 'synvc checkout SLOT --send', everything with 'synvc checkout HEAD "
      + "--send'",
    "revert reset rollback recover":
      "undo the last command with 'synvc undo --send', bring a snapshot back with 'synvc checkout REV "
      + "--send'",
    "co": "bring a snapshot back with 'synvc checkout REV --send'",
    "cherry-pick pick": "bring slots of a snapshot back with 'synvc checkout REV SLOT --send'",
    "upload load write transmit put":
      "send a snapshot with 'synvc checkout REV --send', a file with 'synvc send FILE --port PORT'",
    "copy cp move mv": "send a slot to another slot with 'synvc checkout SLOT --to SLOT --send'",
    "rename": "rename a branch with 'synvc branch -m OLD NEW'",
    // Reading.
    "commit ci save backup store create":
      "read the devices into a snapshot with 'synvc snapshot -m TEXT'",
    "stash":
      "read the devices into a snapshot with 'synvc snapshot -m TEXT', bring it back with 'synvc checkout REV "
      + "--send'",
    "add stage": "name an instrument with 'synvc device add NAME', store files with 'synvc import FILE'",
    "request receive get dump download read retrieve":
      "read the devices with 'synvc snapshot', record what arrives with 'synvc listen PORT'",
    "record monitor watch capture": "record what arrives with 'synvc listen PORT'",
    "schedule daemon cron": "back up from a timer with 'synvc auto'",
    "sync synchronize synchronise":
      "read the devices with 'synvc snapshot', send a snapshot with 'synvc checkout REV --send', copy the "
      + "archive with 'synvc git push URL main'",
    // Looking.
    "list": "list the slots with 'synvc ls', the devices with 'synvc device list', the snapshots with 'synvc log'",
    "ls-files ls-tree": "list the slots of a snapshot with 'synvc ls'",
    "compare cmp": "compare snapshots or slots with 'synvc diff'",
    "history timeline shortlog snapshots": "list the snapshots with 'synvc log'",
    "whatchanged": "list the snapshots and their changes with 'synvc log -p'",
    "show-branch": "list the branches with 'synvc branch', draw the history with 'synvc log --graph'",
    "blame annotate bisect": "list the snapshots that changed a slot with 'synvc log SLOT'",
    "grep search find": "search the texts of snapshots with 'synvc git log --grep=TEXT'",
    "st": "compare the devices with the last snapshot: 'synvc status'",
    "print view": "print a slot with 'synvc cat SLOT', a snapshot with 'synvc show REV'",
    "edit":
      "print the fields of a slot with 'synvc cat SLOT --json', encode them as messages with 'synvc profiles "
      + "encode FILE'",
    // Instruments and the program.
    "scan detect discover identify probe connect":
      "find the devices on the ports with 'synvc devices', set up the rig with 'synvc setup'",
    "info": "describe a device with 'synvc device show NAME', a snapshot with 'synvc show REV'",
    "test": "test an interface with 'synvc doctor PORT'",
    "version": "print the version with 'synvc --version'",
    "options": "list the options of every command with 'synvc help options'",
    "man": "read the page of a command with 'synvc help COMMAND'",
    // Removing and mending.
    "rm remove delete del erase forget":
      "remove a device with 'synvc device remove NAME', a branch with 'synvc branch -d NAME', a tag with "
      + "'synvc tag -d NAME'",
    "clean prune compact": "pack the archive with 'synvc gc'",
    "check verify validate repair": "check the archive with 'synvc fsck', repair it with 'synvc fsck --repair'",
    "br branches": "list the branches with 'synvc branch'",
    "tags": "list the tags with 'synvc tag'",
    // Other machines.
    "push": "copy the archive to a server with 'synvc git push URL main'",
    "fetch": "fetch from another archive with 'synvc git fetch URL'",
    "pull": "fetch with 'synvc git fetch URL main:theirs', then compare with 'synvc diff theirs HEAD'",
    "remote": "name a server with 'synvc git remote add NAME URL'",
    "clone": "copy an archive with 'git clone URL': synvc works in the copy, too",
    "merge rebase": "merge in a clone: 'git clone ARCHIVE DIR', then 'git merge BRANCH' there",
    "config": "read or set a setting with 'synvc git config'",
  ])

  /// Those of git that work on an archive without a work tree.
  private static let ofGit: Set<String> = [
    "archive", "bundle", "cat-file", "count-objects", "describe", "for-each-ref", "hash-object", "ls-remote",
    "maintenance", "notes", "pack-refs", "repack", "replace", "rev-list", "rev-parse", "symbolic-ref", "update-ref",
    "verify-pack", "worktree",
  ]

  private static let groups: [String: [String: String]] = [
    "device": table([
      "ls": "list the devices with 'synvc device list'",
      "rm delete del": "remove a device with 'synvc device remove NAME'",
      "new create set edit": "add or change a device with 'synvc device add NAME'",
      "info": "describe a device with 'synvc device show NAME'",
      "scan detect": "find the devices on the ports with 'synvc devices'",
    ]),
    "profiles": table([
      "ls": "list the models with 'synvc profiles list'",
      "info": "describe a model with 'synvc profiles show ID'",
      "test validate verify lint": "check a profile with 'synvc profiles check FILE'",
    ]),
    "simulate": table([
      "start": "run a unit with 'synvc simulate run PROFILE --port PORT'",
      "set": "turn a knob with 'synvc simulate edit PORT SLOT FIELD=VALUE'",
    ]),
  ]

  /// A row for each of the words that one key names.
  private static func table(_ rows: KeyValuePairs<String, String>) -> [String: String] {
    let pairs = rows.flatMap { words, advice in words.split(separator: " ").map { (String($0), advice) } }
    return Dictionary(pairs) { first, _ in first }
  }

  /// Every word of the table with its group, for tests.
  static var all: [(word: String, parent: [String])] {
    (synvc.keys.map { ($0, []) } + ofGit.map { ($0, []) }
      + groups.flatMap { group, rows in rows.keys.map { ($0, [group]) } })
      .sorted { ($0.1.first ?? "", $0.0) < ($1.1.first ?? "", $1.0) }
  }
}
