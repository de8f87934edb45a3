import Profiles
import Repository
import Transfer
import Archive

/// The pace measured for a device's port: `synvc.NAME.pace` in `config`, as `GAP CHUNKGAP PORT`, times in
/// microseconds.
extension Workspace {
  /// How fast a device is sent to over a port: as was found there, else as its profile says.
  func pacing(of device: String, on port: String, _ profile: any DeviceModel) throws(OperationError) -> Pacing {
    var pacing = Pacing(profile.transfer)
    let text = try storing { () throws(StorageError) in try repository.config()[PendingDevice.key(device, "pace")] }
    let words = text?.split(separator: " ", maxSplits: 2).map(String.init) ?? []
    // A minute at most: longer gaps are invalid.
    let paces = 0...60_000_000
    guard words.count == 3, words[2] == port, let gap = Int(words[0]), let chunkGap = Int(words[1]),
      paces.contains(gap), paces.contains(chunkGap)
    else { return pacing }
    pacing.gap = .microseconds(gap)
    pacing.chunkGap = .microseconds(chunkGap)
    return pacing
  }

  /// Keeps a pace; nil: the profile's own is right after all.
  func keep(_ pacing: Pacing?, of device: String, on port: String) throws(OperationError) {
    let key = PendingDevice.key(device, "pace")
    let text = pacing.map { "\(Self.microseconds($0.gap)) \(Self.microseconds($0.chunkGap)) \(port)" }
    try storing { () throws(StorageError) in
      if text == nil, try repository.config()[key] == nil { return }
      try repository.changeConfig { config throws(ConfigError) in
        if let text { try config.set(key, to: text) } else { try config.unset(key) }
      }
    }
  }

  private static func microseconds(_ duration: Duration) -> Int {
    Int(duration.components.seconds) * 1_000_000 + Int(duration.components.attoseconds / 1_000_000_000_000)
  }
}
