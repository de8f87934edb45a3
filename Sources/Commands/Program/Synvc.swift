internal import ArgumentParser

/// The root command: names every command of the program, group by group.
struct Synvc: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "synvc",
    abstract: "Keep the state of synthesizers as git keeps source",
    discussion: """
      'synvc help COMMAND' tells more about a command, its exit statuses included.

      EXAMPLES:
        synvc snapshot -m "before gig"
            read every device of the rig and store what it holds
        synvc diff HEAD~1
            show what changed since the snapshot before
      """,
    version: "synvc \(version)",
    subcommands: [Textconv.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Rig",
        subcommands: [
          Setup.self, Init.self, PortsCommand.self, Devices.self, DeviceGroup.self, ProfilesGroup.self,
          SimulateGroup.self,
        ]),
      CommandGroup(name: "Snapshot", subcommands: [Snapshot.self, Auto.self, Import.self, Export.self]),
      CommandGroup(name: "Look", subcommands: [Status.self, Log.self, List.self, Show.self, Diff.self, Cat.self]),
      CommandGroup(name: "Bring back", subcommands: [Checkout.self, Switch.self, Undo.self, Redo.self]),
      CommandGroup(name: "By hand", subcommands: [Listen.self, SendCommand.self, Doctor.self]),
      CommandGroup(
        name: "History",
        subcommands: [
          Branch.self, TagCommand.self, Reflog.self, FsckCommand.self, Collect.self, Convert.self, Git.self,
          Trust.self, BugReport.self,
        ]),
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
}
