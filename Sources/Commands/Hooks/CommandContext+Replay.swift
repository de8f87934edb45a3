internal import MIDI
internal import Operations
internal import Repository
import Transfer

extension CommandContext {
  /// Asks the archive's hook before a file is sent by hand. Without an archive there is no hook.
  func askToReplay(_ replay: Replay, on port: String, _ options: HookOptions) throws {
    guard !options.noHooks else { return }
    let archive: Repository
    do { archive = try openArchive() } catch OpeningError.noArchive { return }
    let lines = replay.lines.map { "- \($0.slot ?? "-") \($0.message.bytes.count) \(port)" }
    try hooks(of: archive, options).ask(HookCall(.preSend, arguments: ["-"], lines: lines))
  }
}
