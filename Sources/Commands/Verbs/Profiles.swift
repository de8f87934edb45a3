internal import Bytes
internal import DeviceLibrary
internal import Operations
internal import ArgumentParser
internal import Files
internal import MIDI
internal import Profiles
internal import Presentation
import Importers

/// `synvc profiles`: groups the commands on models.
struct ProfilesGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    "profiles", abstract: "List, show and check the models that synvc knows",
    details: """
      Your own profiles are files in '~/.config/synvc/profiles'. They take precedence over the installed profiles.
      """,
    examples: ["synvc profiles": "lists the models"],
    subcommands: [ProfilesList.self, ProfilesShow.self, ProfilesCheck.self, ProfilesEncode.self],
    defaultSubcommand: ProfilesList.self)

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
}

/// `synvc profiles list`.
struct ProfilesList: SynvcCommand {
  static let configuration = CommandConfiguration(
    "list", abstract: "List the models", examples: ["synvc profiles list": "lists the models"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions

  func run(in context: CommandContext) throws -> ExitStatus {
    let entries = try context.profileRegistry().entries.sorted { $0.id < $1.id }
    let json = entries.map { entry -> JSON in
      ["id": .string(entry.id), "name": .string(entry.name), "origin": .string(entry.origin)]
    }
    context.output.show(json: ["profiles": .array(json)]) { output in
      var table = Table()
      for entry in entries { table.row("\(entry.id)", "\(entry.name)") }
      output.lines(table.lines)
      if entries.isEmpty {
        output.note("no profile found in \(context.deviceLibrary.folders.joined(separator: ", "))")
      }
    }
    return .done
  }
}

/// `synvc profiles show`.
struct ProfilesShow: SynvcCommand {
  static let configuration = CommandConfiguration(
    "show", abstract: "Show the slots, front panel steps and snapshot limits of a model",
    examples: ["synvc profiles show elektron-monomachine": "shows the model"],
    statuses: [.unknownName: "no such profile"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "The profile.", completion: .synvc(.profiles)) var id: String

  func run(in context: CommandContext) throws -> ExitStatus {
    let text = ProfileText(try context.profile(id))
    context.output.show(json: ["profile": text.json]) { $0.lines(text.lines) }
    return .done
  }
}

/// `synvc profiles check`.
struct ProfilesCheck: SynvcCommand {
  static let configuration = CommandConfiguration(
    "check", abstract: "Check your own profiles",
    details: """
      Reports errors and guesses in a profile. With '--sample' it also lists messages of a dump that the profile does \
      not assign to a slot, decode, or encode back unchanged.
      """,
    examples: [
      "synvc profiles check my-synth.yaml": "checks a profile",
      "synvc profiles check my-synth.yaml --sample dump.syx": "tests the profile with a dump",
    ],
    statuses: [.badInput: "a profile is invalid, or a sample does not match", .storageFailed: "a file cannot be read"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Profile files.", completion: .file(extensions: ["yaml"])) var files: [String]
  @Option(help: ArgumentHelp("Dump to test the profiles with.", valueName: "file"), completion: .file())
  var sample: [String] = []

  func run(in context: CommandContext) throws -> ExitStatus {
    var samples: [SysExMessage] = []
    if !sample.isEmpty {
      let reading = try NamedFiles(sample, in: context).checked()
      let lines = reading.files.flatMap { InputText.warnings($0, fate: "its bytes are not tested") }
      for line in InputText.warnings(reading) + lines { context.output.warning(line) }
      samples = reading.files.flatMap(\.messages)
    }
    var results: [JSON] = []
    var status = ExitStatus.done
    for file in files {
      let text = String(decoding: try RealFileSystem().read(context.process.absolute(file)), as: UTF8.self)
      let check = CheckText(file, ProfileCheck(text: text, samples: samples), samples: samples.count)
      if !check.isGood { status = .badInput }
      results.append(check.json)
      context.output.lines(check.lines)
    }
    if context.output.rules.json { context.output.document(["files": .array(results)]) }
    return status
  }
}

/// `synvc profiles encode`.
struct ProfilesEncode: SynvcCommand {
  static let configuration = CommandConfiguration(
    "encode", abstract: "Encode item documents as messages",
    details: """
      A document is the output of 'synvc cat REV:SLOT --json'. Its values and its slot may be edited. The messages of \
      several documents are written one after the other.
      """,
    examples: ["synvc profiles encode kit.json -o kit.syx": "writes the message"],
    statuses: [
      .unknownName: "no such profile or slot", .refused: "the file exists",
      .storageFailed: "a file cannot be read or written",
      .badInput: "not an item document",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(
    help: ArgumentHelp("Item documents.", valueName: "file"), completion: .file(extensions: ["json"]))
  var files: [String]
  @Option(
    name: .longAndLetter("o"),
    help: ArgumentHelp("File for the messages; by default standard output.", valueName: "file"),
    completion: .file())
  var output: String?
  @Flag(help: "Replace an existing file.") var force = false

  func run(in context: CommandContext) throws -> ExitStatus {
    let registry = try context.profileRegistry()
    var messages: [UInt8] = []
    for file in files {
      let bytes = try RealFileSystem().read(context.process.absolute(file), limit: 1 << 24)
      do { messages += try encode(bytes, registry).bytes } catch { throw BadInput(file: file, cause: error) }
    }
    guard let output else {
      context.output.bytes(messages)
      return .done
    }
    let file = try ResultFile(output, isReplacing: force, in: context)
    try file.write(messages)
    try file.finish()
    context.output.show(json: ["file": .string(output), "bytes": JSON(messages.count)]) {
      $0.line("wrote \(messages.count) bytes to \(output)")
    }
    return .done
  }

  private func encode(_ bytes: [UInt8], _ registry: ProfileRegistry) throws -> SlotDump {
    let document = try JSON.parse(String(decoding: bytes, as: UTF8.self))
    guard case .string(let id)? = document["profile"] else { throw ItemDocumentError.missing("profile") }
    guard case .string(let name)? = document["slot"] else { throw ItemDocumentError.missing("slot") }
    guard let profile = try registry.model(id) else {
      throw OperationError.unknownProfile(id, near: EditDistance.nearest(to: id, among: registry.entries.map(\.id)))
    }
    guard let slot = profile.slot(name) else { throw EncodeError.badPlace(name) }
    return try profile.encode(try ItemTree(document), slot: slot, into: nil, isCompleting: false)
  }
}
