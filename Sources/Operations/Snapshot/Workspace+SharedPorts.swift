import Transfer
import Archive

extension Workspace {
  /// The same delegate for one run, which opens each port once.
  func sharingPorts(of delegate: TransferDelegate) -> TransferDelegate {
    let ports = SharedPorts()
    return TransferDelegate(
      open: { device, name in
        try ports.hold(SharedPorts.Place(name: name, usb: try usb(of: device.name))) { try delegate.open(device, name) }
      },
      progress: delegate.progress, isInterrupted: delegate.isInterrupted, confirmSuspect: delegate.confirmSuspect,
      guide: delegate.guide, agreeToSelect: delegate.agreeToSelect, stands: delegate.stands, meets: delegate.meets)
  }
}
