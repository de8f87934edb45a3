internal import Bytes
internal import ArgumentParser
internal import MIDI
internal import Operations
internal import Profiles
internal import Presentation
import Transfer

/// `synvc doctor`.
struct Doctor: SynvcCommand {
  static let configuration = CommandConfiguration(
    "doctor", abstract: "Test a MIDI interface for lost or corrupted data",
    details: """
      Sends a hundred identity requests to the instrument on a port, and reads one slot ten times. Reports how many \
      answers came, differences between them, answer times, and bytes lost by the system. For a model without an \
      identity request only the slot is read, and the port must belong to a device of the rig. Nothing is changed on \
      the instrument.
      """,
    examples: [
      "synvc doctor hw:Loop,0,0": "tests a port",
      "synvc doctor mono --slot kit/001 --times 20": "sends twenty identity requests, and reads one slot",
    ],
    statuses: [
      .failed: "data was lost or changed", .noAnswer: "no instrument answers", .unreachable: "port not reachable",
      .unknownName: "no such device or slot",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "The port, or a device of the rig.", completion: .synvc(.ports)) var port: String
  @Option(help: ArgumentHelp("Number of identity requests.", valueName: "number")) var times = 100
  @Option(help: "The slot to read; by default the first one that always answers.", completion: .synvc(.slots))
  var slot: String?
  @Option(help: ArgumentHelp("Number of reads of the slot.", valueName: "number")) var reads = 10

  func validate() throws {
    guard (1...10_000).contains(times), (0...10_000).contains(reads) else {
      throw ValidationError("--times and --reads take numbers up to 10000.")
    }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let port = try context.openPort(named: self.port)
    defer { port.close() }
    let conversation = Conversation(port)
    let profiles = try context.everyProfile()
    let checks: [LinkTestText.Check]
    let who: String
    if let profile = try unaskable(among: profiles, context) {
      context.output.note("the \(profile.name) cannot identify itself: only a slot is read")
      checks = [try readingOnly(profile, conversation, context)]
      who = profile.name
    } else {
      (checks, who) = try asking(profiles, conversation, context)
    }
    let text = LinkTestText(checks, of: port.name, who: who)
    context.output.show(json: text.json) { $0.lines(text.lines) }
    return checks.allSatisfy(\.figures.isSound) ? .done : .failed
  }

  /// The model of a device of the rig that cannot identify itself.
  private func unaskable(among profiles: [any DeviceModel], _ context: CommandContext) throws -> (any DeviceModel)? {
    guard let model = try context.modelOfRig(on: port) else { return nil }
    return profiles.first { $0.id == model && $0.questions.isEmpty }
  }

  /// Reads a slot of a model that can be asked nothing else: without an answer nothing is known of the interface.
  private func readingOnly(
    _ profile: any DeviceModel, _ conversation: Conversation, _ context: CommandContext
  ) throws -> LinkTestText.Check {
    guard reads > 0 else {
      throw Failure.usage(message: "'--reads 0' leaves nothing to test", hint: nil, command: ["doctor"])
    }
    guard let check = try reading(profile, conversation, context) else { throw OperationError.needsHands(device: port) }
    guard check.figures.answered > 0 else {
      throw OperationError.transfer(.noAnswer(slot: check.title, attempts: reads), device: port)
    }
    return check
  }

  /// Identifies the devices, and repeats that request and one for a slot.
  private func asking(
    _ profiles: [any DeviceModel], _ conversation: Conversation, _ context: CommandContext
  ) throws -> ([LinkTestText.Check], who: String) {
    let finding = try talking { () throws(TransferError) in try DeviceDiscovery(conversation, profiles).run() }
    guard let voice = finding.voices.first else {
      throw OperationError.transfer(finding.rejection == .onlyEcho ? .onlyEcho : .noIdentity, device: self.port)
    }
    let profile = voice.fits.first.flatMap { fit in profiles.first { $0.id == fit.profile } }
    var checks = [try identity(voice, profile, conversation, context)]
    if let profile, reads > 0, let check = try reading(profile, conversation, context) { checks.append(check) }
    return (checks, profile?.name ?? voice.maker ?? "an unknown instrument")
  }

  private func identity(
    _ voice: PortFinding.Responder, _ profile: (any DeviceModel)?, _ conversation: Conversation,
    _ context: CommandContext
  ) throws -> LinkTestText.Check {
    let question = profile?.questions.first { $0.reply.matches(voice.reply.bytes) }
    let request = question?.request.fill([:]) ?? IdentityRequest().message.bytes
    let figures = try examine("requesting the identity", times, conversation, context) {
      examination, progress throws(TransferError) in
      try examination.ask(
        request, times: times, within: .seconds(1),
        isAnswer: { question?.reply.matches($0.bytes) ?? (Identity($0) != nil) }, progress: progress)
    }
    return LinkTestText.Check(title: "identity", request: request.count, figures: figures)
  }

  private func reading(
    _ profile: any DeviceModel, _ conversation: Conversation, _ context: CommandContext
  ) throws -> LinkTestText.Check? {
    let slots = profile.slots(with: Set(profile.slotKinds.map(\.id)))
    let named = try slot.map { name in
      guard let slot = profile.slot(name.split(separator: "/").suffix(2).joined(separator: "/")) else {
        throw OperationError.unknownSlot(
          name, near: EditDistance.nearest(to: name, among: slots.map { profile.name($0) }))
      }
      return slot
    }
    // A silent empty slot does not test the interface.
    let first = slots.first { profile.slotKind($0.kind)?.isSilentWhenEmpty == false }
    guard let slot = named ?? first, let kind = profile.slotKind(slot.kind),
      let request = profile.requests(for: slot).first?.bytes
    else { return nil }
    let name = kind.select == nil ? profile.name(slot) : "the \(kind.title) in the edit buffer"
    let figures = try examine("reading \(name)", reads, conversation, context) {
      examination, progress throws(TransferError) in
      try examination.ask(
        request, times: reads, within: profile.transfer.idleTimeout,
        isAnswer: { profile.locate($0)?.slot.kind == kind.id }, progress: progress)
    }
    return LinkTestText.Check(title: name, request: request.count, figures: figures)
  }

  private func examine(
    _ activity: String, _ total: Int, _ conversation: Conversation, _ context: CommandContext,
    _ run: (LinkTest, (Int) -> Void) throws(TransferError) -> LinkTest.Figures
  ) throws -> LinkTest.Figures {
    let progress = context.progress(activity, of: total)
    defer { progress.finish() }
    let examination = LinkTest(conversation) { context.interrupt.signal() != nil }
    return try talking { () throws(TransferError) in try run(examination) { progress.advance(to: $0) } }
  }

  private func talking<Value>(_ call: () throws(TransferError) -> Value) throws -> Value {
    do { return try call() } catch { throw OperationError.transfer(error, device: port) }
  }
}
