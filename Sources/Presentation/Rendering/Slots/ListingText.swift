package import Objects
internal import Profiles
package import History
import Archive

/// The slots of devices and imported files with the names of their sounds.
package struct ListingText {
  private let folders: [FolderListing]
  private let isWhole: Bool
  private let showsEmpty: Bool

  /// - Parameters:
  ///   - isWhole: everything is listed: of imported files then only the names.
  ///   - showsEmpty: slots that hold nothing are listed, too.
  package init(_ folders: [FolderListing], isWhole: Bool, showsEmpty: Bool) {
    (self.folders, self.isWhole, self.showsEmpty) = (folders, isWhole, showsEmpty)
  }

  private var devices: [FolderListing] { folders.filter { !FolderName.isFile($0.name) || !isWhole } }
  private var files: [FolderListing] { folders.filter { FolderName.isFile($0.name) && isWhole } }

  // MARK: For a terminal

  package func table(columns: Int) -> [StyledText] {
    let blocks = devices.map { block($0, columns) }
    let lines = Array(blocks.joined(separator: [""]))
    guard !files.isEmpty else { return lines }
    var table = Table(indent: 2)
    for file in files { table.row("\(file.name, .heading)", "\(model(file)), \(contents(file))") }
    return lines + (lines.isEmpty ? [] : [""]) + ["imported files"] + table.lines
  }

  private func block(_ folder: FolderListing, _ columns: Int) -> [StyledText] {
    var lines: [StyledText] = ["\(folder.name, .heading)  \(model(folder))"]
    for (kind, rows) in kinds(folder) {
      let shown = rows.filter { showsEmpty || !$0.isEmpty }
      let used = rows.count { !$0.isEmpty }
      lines.append("  \(kind)/  \(used) of \(Count.slots(rows.count)) \(used == 1 ? "is" : "are") used")
      lines += Self.grid(shown.map(Self.cell), columns: columns, indent: 4)
    }
    if folder.unknown > 0 { lines.append("  \(Count.messages(folder.unknown)) without a slot, kept as bytes") }
    return lines
  }

  private func model(_ folder: FolderListing) -> String { folder.profile?.name ?? "unknown model" }

  private func contents(_ folder: FolderListing) -> String {
    let slots = folder.rows.isEmpty ? [] : [Count.slots(folder.rows.count)]
    let unknown = folder.unknown == 0 ? [] : ["\(Count.messages(folder.unknown)) without a slot"]
    return (slots + unknown).joined(separator: ", ")
  }

  /// The slots of each kind, in order: `bank/1/voice` for those inside a bank.
  private func kinds(_ folder: FolderListing) -> [(kind: String, rows: [FolderListing.Row])] {
    var kinds: [(kind: String, rows: [FolderListing.Row])] = []
    for row in folder.rows {
      let kind = row.name.split(separator: "/").dropLast().joined(separator: "/")
      if kinds.last?.kind == kind { kinds[kinds.count - 1].rows.append(row) } else { kinds.append((kind, [row])) }
    }
    return kinds
  }

  private static func cell(_ row: FolderListing.Row) -> StyledText {
    let number = row.name.split(separator: "/").last.map(String.init) ?? row.name
    if let title = row.title { return "\(number)  \(title, .heading)" }
    return row.isEmpty ? "\(number)  \("empty", .dim)" : "\(number)"
  }

  /// Cells in columns, read downward as 'ls' prints them.
  static func grid(_ cells: [StyledText], columns: Int, indent: Int) -> [StyledText] {
    guard !cells.isEmpty else { return [] }
    let width = (cells.map(\.width).max() ?? 0) + 2
    let across = max(1, (columns - indent + 2) / width)
    let height = (cells.count + across - 1) / across
    var table = Table(indent: indent)
    for row in 0..<height {
      table.row(stride(from: row, to: cells.count, by: height).map { cells[$0] })
    }
    return table.lines
  }

  // MARK: For programs

  /// A slot a line, as it is written in other commands, and the name of its sound; of a folder without slots its name.
  package var paths: [StyledText] {
    let rows = devices.flatMap { folder -> [StyledText] in
      guard !folder.rows.isEmpty else { return ["\(folder.name)"] }
      return folder.rows.filter { showsEmpty || !$0.isEmpty }.map { row -> StyledText in
        let path: StyledText = "\(folder.name)/\(row.name)"
        return row.title.map { path + "\t\($0)" } ?? path
      }
    }
    return rows + files.map { "\($0.name)" }
  }

  /// The note for an empty list.
  package var emptyNote: StyledText {
    let unknown = folders.reduce(0) { $0 + $1.unknown }
    if unknown > 0 { return "no slot to list: \(Count.messages(unknown)) without a slot, kept as bytes" }
    return "no slot to list: all slots are empty"
  }

  package func json(_ commit: ObjectID) -> JSON {
    ["snapshot": .string(commit.hex), "folders": .array(folders.map(json))]
  }

  private func json(_ folder: FolderListing) -> JSON {
    [
      "name": .string(folder.name), "isImportedFile": .bool(FolderName.isFile(folder.name)),
      "profile": JSON(folder.profile?.id), "messagesWithoutSlot": JSON(folder.unknown),
      "slots": .array(
        folder.rows.map { row in
          ["slot": .string(row.name), "title": JSON(row.title), "isEmpty": .bool(row.isEmpty)]
        }),
    ]
  }
}
