internal import DeviceLibrary
internal import Files
internal import Objects
internal import Operations
internal import Ports
internal import Profiles
internal import Presentation
internal import Repository
import Archive

extension ReportSource {
  /// The archive, its rig, the last commands and sends under way; one section that says why, where it cannot be opened.
  var archive: [ReportSection] {
    let workspace: Workspace
    do { workspace = try context.workspace() } catch {
      var section = ReportSection("archive")
      section.add("cannot be opened", Self.kind(error))
      return [section]
    }
    return [counts(workspace), rig(workspace), operations(workspace), sends(workspace)]
  }

  private func counts(_ workspace: Workspace) -> ReportSection {
    filled("archive") { section in
      let archive = workspace.repository
      let config = try archive.config()
      section.add("ids", archive.format.rawValue)
      section.add("bare", config.bool("core.bare") == true ? "yes" : "no")
      if let head = try workspace.head() {
        section.add("snapshots on this branch", try workspace.snapshot(head).values("Synvc-Sequence").last ?? "unknown")
      } else {
        section.add("snapshots on this branch", 0)
      }
      for (name, prefix) in [
        ("branches", "refs/heads/"), ("suspect", "refs/heads/suspect/"), ("tags", "refs/tags/"),
        ("kept", "refs/synvc/"),
      ] { section.add(name, try archive.refs.list(prefix).count) }
      let packs = try archive.context.files.listIfPresent(Path.join(archive.common, "objects/pack"))
      section.add("packs", packs.count { $0.hasSuffix(".pack") })
      let hooks = try archive.context.files.listIfPresent(Path.join(archive.common, "hooks"))
      let moments = HookMoment.allCases.map(\.rawValue).filter(hooks.contains)
      section.add("hooks", moments.isEmpty ? "none" : moments.joined(separator: ", "))
    }
  }

  private func rig(_ workspace: Workspace) -> ReportSection {
    filled("rig") { section in
      let own = context.deviceLibrary.ownFolder
      for (index, device) in try workspace.rig().devices.enumerated() {
        let entry = workspace.registry.entries.first { $0.id == device.profile }
        let isShipped = entry.map { !$0.origin.hasPrefix(own + "/") } ?? false
        let profile = device.profile == nil ? "none" : isShipped ? device.profile ?? "" : "one of the user's own"
        // An unreadable name is not a port.
        let port = try workspace.port(of: device.name).flatMap { try? PortName($0) }
        section.add("device \(index + 1)", "\(profile), \(Self.kind(of: port))")
      }
    }
  }

  /// How many of the last commands are listed.
  private static let mostOperations = 20

  private func operations(_ workspace: Workspace) -> ReportSection {
    filled("last commands") { section in
      let history = try workspace.repository.operationHistory()
      for operation in history.operations.suffix(Self.mostOperations) {
        let words = CommandOutline(operation.arguments).text
        section.line("\(operation.number) \(words); status \(operation.status), \(operation.moves.count) refs")
      }
    }
  }

  private func sends(_ workspace: Workspace) -> ReportSection {
    filled("interrupted sends") { section in
      let names = try workspace.rig().devices.map(\.name)
      let journals = try workspace.journals()
      for journal in journals {
        let device = names.firstIndex(of: journal.device).map { "device \($0 + 1)" } ?? "a device"
        section.add(device, "\(journal.sent.count) of \(journal.slots.count) slots sent")
      }
      if journals.isEmpty { section.line("none") }
    }
  }

  private func filled(_ title: String, _ fill: (inout ReportSection) throws -> Void) -> ReportSection {
    var section = ReportSection(title)
    do { try fill(&section) } catch { section.add("cannot be read", Self.kind(error)) }
    return section
  }
}
