package import ArgumentParser
internal import Presentation

/// The request of the user's shell when the user presses Tab.
package struct CompletionRequest: Sendable {
  /// The kind of candidates.
  package enum Subject: String, Sendable, CaseIterable {
    case revisions
    case slots
    /// A revision, a slot, or `REV:SLOT`.
    case revisionsAndSlots
    case devices
    case profiles
    case ports
  }

  package let subject: Subject
  /// The words of the command line, unchanged.
  package let words: [String]
  /// The typed part of the current word.
  package let prefix: String
  package let process: ProcessEnvironment

  /// The value given with `--archive`.
  package var archive: String? {
    for (index, word) in words.enumerated() {
      if word == "--archive", index + 1 < words.count { return words[index + 1] }
      if word.hasPrefix("--archive=") { return String(word.dropFirst(10)) }
    }
    return nil
  }
}

/// Answers completion requests; anything that goes wrong means no candidates.
package typealias CompletionProvider = @Sendable (CompletionRequest) -> [String]

/// The context of completion closures: the shell starts the program anew, and the parser calls the closures without
/// arguments of ours.
///
/// A class: with a tuple, an optimised build by Swift 6.3.1 crashes in `swift_task_localValuePush`.
final class CompletionContext: Sendable {
  @TaskLocal static var current: CompletionContext?

  let process: ProcessEnvironment
  let provider: CompletionProvider

  init(_ process: ProcessEnvironment, _ provider: @escaping CompletionProvider) {
    self.process = process
    self.provider = provider
  }
}

extension CompletionKind {
  /// Completes from the archive, the rig or the profiles: `@Argument(completion: .synvc(.slots))`.
  package static func synvc(_ subject: CompletionRequest.Subject) -> CompletionKind {
    .custom { words, _, prefix in
      guard let context = CompletionContext.current else { return [] }
      let request = CompletionRequest(
        subject: subject, words: words, prefix: prefix, process: context.process)
      return context.provider(request).filter { candidate in
        // A shell reads one candidate a line, so a name with a control character cannot be offered.
        candidate.hasPrefix(prefix) && !candidate.unicodeScalars.contains(where: Escape.isUnsafe)
      }
    }
  }
}
