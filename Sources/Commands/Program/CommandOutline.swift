internal import ArgumentParser

/// A command line without any name from a person: the command, its options without values, `…` for every other word.
struct CommandOutline {
  let text: String

  init(_ arguments: [String]) {
    let path: CommandPath
    do { path = try CommandPath(arguments, root: Synvc.self) } catch {
      text = "…"
      return
    }
    let known = Self.options(of: path.command)
    let words = path.rest.map { word in
      let name = String(word.prefix { $0 != "=" })
      guard known.contains(name) else { return "…" }
      return name == word ? name : "\(name)=…"
    }
    text = (path.names + words).joined(separator: " ")
  }

  /// Every option of a command, as its help page has them; other words with dashes are arguments.
  private static func options(of command: any ParsableCommand.Type) -> Set<String> {
    let page = Synvc.helpMessage(for: command, columns: 1000)
    let words = page.split { !($0.isLetter || $0 == "-") }
    return Set(words.filter { $0.hasPrefix("-") }.map(String.init))
  }
}
