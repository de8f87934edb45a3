internal import ArgumentParser
internal import Files
internal import Profiles
internal import Presentation

/// `synvc textconv`, by which git turns a stored message into text before it compares.
struct Textconv: SynvcCommand {
  static let configuration = CommandConfiguration(
    "textconv", abstract: "Print the message of a file as text, for git",
    examples: ["synvc textconv kit.syx": "prints the message as in 'git log -p'"],
    statuses: [.storageFailed: "the file cannot be read"], shouldDisplay: false)

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "A file with one message.", completion: .file()) var file: String

  func run(in context: CommandContext) throws -> ExitStatus {
    let bytes = try RealFileSystem().read(context.process.absolute(file))
    context.output.lines(try lines(bytes, context))
    return .done
  }

  private func lines(_ bytes: [UInt8], _ context: CommandContext) throws -> [StyledText] {
    guard let dump = SlotDump(bytes: bytes) else { return HexText.lines(bytes) }
    let registry = try context.profileRegistry()
    for id in registry.candidates(for: dump.messages) {
      guard let profile = try registry.model(id), let slot = profile.locate(dump.messages[0])?.slot,
        let item = profile.item(in: dump)
      else { continue }
      let isInOrder = profile.slotKind(slot.kind)?.isPlacedByOrder == true
      let place = isInOrder ? slot.kind : profile.name(slot)
      let title = item.name.map { " \"\($0)\"" } ?? (item.isEmpty ? " empty" : "")
      return ["\(profile.name) \(place)\(title)"] + ItemText(item).lines
    }
    return HexText.lines(bytes)
  }
}
