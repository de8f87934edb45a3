package import Objects
import Bytes

extension Revisions {
  /// The snapshot with exactly this subject, among those reachable from HEAD, branches and tags.
  ///
  /// - Throws: `.ambiguous` with all candidates; `.unknown` with near names and subjects.
  package func named(_ subject: String) throws(RevisionError) -> ObjectID {
    var (found, others): ([RevisionError.Candidate], Set<String>) = ([], [])
    try reading { () throws(StorageError) in try archive.checkNames() }
    let refs = try reading { () throws(StorageError) in
      try archive.refs.list("refs/heads/") + archive.refs.list("refs/tags/")
    }
    var walk = HistoryWalk(archive.objects, from: try tips(refs.map(\.id)))
    while let (id, commit) = try reading({ () throws(StorageError) in try walk.next() }) {
      let own = CommitMessage(parsing: commit.text).subject
      if own == subject {
        found.append(
          RevisionError.Candidate(id: id, kind: .commit, seconds: commit.committer.seconds, subject: own))
      } else {
        others.insert(own)
      }
    }
    if found.count == 1 { return found[0].id }
    guard found.isEmpty else { throw .ambiguous(subject, found) }
    throw .unknown(subject, near: EditDistance.nearest(to: subject, among: refs.map(\.name.short) + others.sorted()))
  }

  /// The newest commit reachable from any ref whose message matches, as git's `:/TEXT`.
  func newest(matching pattern: String, _ text: String) throws(RevisionError) -> ObjectID {
    try reading { () throws(StorageError) in try archive.checkNames(["refs/"]) }
    let refs = try reading { () throws(StorageError) in try archive.refs.list().map(\.id) }
    return try first(from: try tips(refs), matching: pattern)
  }

  /// The first commit from here on whose message matches an extended regular expression; `!-` before it asks for the
  /// first that does not match, `!!` means a `!`.
  func first(from starts: [ObjectID], matching text: String) throws(RevisionError) -> ObjectID {
    var pattern = text
    var isNegative = false
    if text.hasPrefix("!") {
      isNegative = text.hasPrefix("!-")
      guard isNegative || text.hasPrefix("!!") else { throw .malformed(text, offset: 1) }
      pattern = String(text.dropFirst(isNegative ? 2 : 1))
    }
    let expression: RegularExpression
    do throws(RegularExpression.Failure) { expression = try RegularExpression(pattern) } catch {
      switch error {
      case .malformed: throw .malformed(text, offset: 0)
      case .tooLarge: throw .tooLarge(text)
      }
    }
    var walk = HistoryWalk(archive.objects, from: starts)
    while let (id, commit) = try reading({ () throws(StorageError) in try walk.next() }) {
      if expression.matches(commit.text) != isNegative { return id }
    }
    throw .noMatch(text)
  }

  /// The commits that these ids and HEAD peel to; tags of trees and blobs are left out.
  private func tips(_ ids: [ObjectID]) throws(RevisionError) -> [ObjectID] {
    let head = try reading { () throws(StorageError) in try archive.refs.id(.head) }
    var commits: [ObjectID] = []
    for id in [head].compactMap({ $0 }) + ids {
      let (peeled, object) = try reading { () throws(StorageError) in try archive.objects.peel(id) }
      if object.kind == .commit { commits.append(peeled) }
    }
    return commits
  }
}
