package import Archive
package import Objects
package import Profiles

/// The content of a device or an imported file in a snapshot, slot by slot.
package struct FolderListing: Sendable {
  /// One slot.
  package struct Row: Hashable, Sendable {
    package let slot: Slot
    /// As users write it: `kit/005`.
    package let name: String
    /// The name stored in the sound; nil where the model has none or the slot is empty.
    package let title: String?
    package let isEmpty: Bool
  }

  /// `mono`, `files/rom2a`.
  package let name: String
  /// Nil: its messages are kept as bytes.
  package let profile: (any DeviceModel)?
  /// In dump order.
  package let rows: [Row]
  /// Messages that have no slot.
  package let unknown: Int
}

extension Archive {
  /// Lists the content of a snapshot: the rig's devices, then the imported files.
  package func list(
    _ commit: ObjectID, _ selection: SlotSelection = .all
  ) throws(ArchiveError) -> [FolderListing] {
    var folders: [FolderListing] = []
    for device in try state(commit, devices: selection.deviceNames).devices where selection.mentions(device.name) {
      folders.append(try listing(of: device, selection))
    }
    return folders
  }

  func listing(of device: DeviceState, _ selection: SlotSelection = .all) throws(ArchiveError) -> FolderListing {
    let profile = try profile(for: device)
    let content = device.content(profile)
    let slots = content.slots.filter { slot in
      profile.map { selection.contains(device.name, slot, $0) } ?? false
    }
    let rows = slots.map { slot in
      let message = content.values[slot]
      let title = message.flatMap { profile?.title(of: slot, in: $0) }
      return FolderListing.Row(
        slot: slot, name: profile?.name(slot) ?? "", title: title?.name, isEmpty: title?.isEmpty == true)
    }
    return FolderListing(
      name: device.name, profile: profile, rows: rows,
      unknown: selection.isWhole(device.name) ? content.unknown.count : 0)
  }
}
