package import Objects
package import Operations
internal import Presentation
internal import Repository

/// Finds the snapshot that a text means, and says so where it was found by its subject.
package struct RevisionFinder {
  private let context: CommandContext
  private let workspace: Workspace
  private let revisions: Revisions

  package init(_ context: CommandContext, _ workspace: Workspace) {
    self.context = context
    self.workspace = workspace
    let output = context.output
    revisions = Revisions(workspace.repository, now: context.moment) { old, new in
      output.note("\(old.hex.prefix(7)) was converted to \(new.hex.prefix(7), .id)")
    }
  }

  /// The snapshot that a revision or a subject means.
  package func commit(_ text: String) throws -> ObjectID { try ifGitRevision(text) ?? titled(text) }

  /// Nil where nothing has that name.
  func ifCommit(_ text: String) throws -> ObjectID? {
    do { return try commit(text) } catch RevisionError.unknown { return nil }
  }

  /// The object of a git revision; nil for an unknown name.
  func ifGitRevision(_ text: String) throws -> ObjectID? {
    do throws(RevisionError) {
      return try revisions.commit(text)
    } catch {
      switch error {
      case .unknown, .malformed: break
      case .ambiguous(_, let candidates): return try choose(text, among: candidates)
      default: throw error
      }
    }
    let meansHead = text.hasPrefix("HEAD") || text.hasPrefix("@")
    if meansHead, try workspace.head() == nil { throw OperationError.noSnapshots }
    return nil
  }

  /// Whether git understands the text, be it as something that cannot be used.
  func isGitRevision(_ text: String) throws -> Bool {
    do throws(RevisionError) {
      _ = try revisions.commit(text)
      return true
    } catch {
      switch error {
      case .ambiguous: return true
      case .storage: throw error
      default: return false
      }
    }
  }

  /// The snapshot with exactly this subject.
  func titled(_ subject: String) throws -> ObjectID {
    let id: ObjectID
    do throws(RevisionError) {
      id = try revisions.named(subject)
    } catch {
      guard case .ambiguous(_, let candidates) = error else { throw error }
      return try choose(subject, among: candidates)
    }
    context.output.note("\(quoted: subject) is \(try workspace.short(id), .id)")
    return id
  }

  /// Asks which candidate is meant; in unattended runs the error lists all of them.
  private func choose(_ text: String, among candidates: [RevisionError.Candidate]) throws -> ObjectID {
    guard context.canAsk else { throw RevisionError.ambiguous(text, candidates) }
    context.output.writeNote("\(quoted: text) is one of:" as StyledText)
    var table = Table([.right], indent: 2)
    for (index, candidate) in candidates.enumerated() {
      table.row(["\(index + 1)"] + candidate.cells(zone: context.moment.zoneMinutes))
    }
    for line in table.lines { context.output.writeNote(line) }
    let answer = try context.ask("which one? [1-\(candidates.count)] ")
    guard let number = Int(answer), candidates.indices.contains(number - 1) else { throw Failure.declined }
    return candidates[number - 1].id
  }
}
