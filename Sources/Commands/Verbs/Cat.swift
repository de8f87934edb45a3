internal import ArgumentParser
internal import Bytes
internal import Presentation
import Profiles

/// `synvc cat`.
struct Cat: SynvcCommand {
  static let configuration = CommandConfiguration(
    "cat", abstract: "Print the content of a slot",
    details: """
      With '--json' the output is a document whose values can be edited. 'synvc profiles encode FILE' turns it into a \
      message again.
      """,
    examples: [
      "synvc cat HEAD:kit/005": "prints a kit with the terms of the instrument",
      "synvc cat \"before gig\":kit/005 --raw >kit.syx": "writes its message byte for byte",
    ],
    statuses: [.unknownName: "no such snapshot or slot, or nothing stored in the slot", .noArchive: "no archive here"])
  static let seesTerminator = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Flag(help: "Print the bytes of the message.") var raw = false
  @Flag(help: "Print the message in hexadecimal.") var hex = false

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    let found = try OneSlot(try RevisionArguments(context, workspace).parse(words, revisions: 0...1), workspace)
    if raw {
      context.output.bytes(found.dump.bytes)
      return .done
    }
    guard !hex, let item = found.item else {
      context.output.show(json: ["hex": .string(Hex.spaced(found.dump.bytes))]) {
        $0.lines(HexText.lines(found.dump.bytes))
      }
      return .done
    }
    context.output.show(json: ItemDocument(item, slot: found.slot, profile: found.profile).json) {
      $0.lines(ItemText(item).lines)
    }
    return .done
  }
}
