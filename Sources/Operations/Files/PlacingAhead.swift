import MIDI
import Profiles
import Threads

/// Messages that another thread places, and the profile that it reads for that, while this one reads the archive.
///
/// A class, for it owns a thread, which has ended when the last one lets go of it.
final class PlacingAhead {
  private struct Found: Sendable {
    let profile: Profile
    let placement: Placement
  }

  private let id: String
  private let found = Handover<Result<Found, ProfileError>>()
  private let thread: WorkThread?

  init(_ entry: ProfileShelf.Entry, _ messages: [SysExMessage]) {
    id = entry.id
    let found = found
    let work = { found.give(Self.find(entry, messages)) }
    thread = WorkThread(elsewhere: true) {
      work()
      // Comparing wants a layout next, most often that of the sounds.
      if case .success(let found) = found.take() { found.profile.kinds.first?.prepareLayout() }
    }
    if thread == nil { work() }
  }

  private static func find(_ entry: ProfileShelf.Entry, _ messages: [SysExMessage]) -> Result<Found, ProfileError> {
    do throws(ProfileError) {
      let profile = try entry.profile()
      return .success(Found(profile: profile, placement: profile.place(messages, isChecking: true)))
    } catch {
      return .failure(error)
    }
  }

  /// Waits until it is read.
  func profile() throws(OperationError) -> Profile {
    do throws(ProfileError) { return try found.take().get().profile } catch { throw .profile(error, id: id) }
  }

  /// Where the messages belong, by this profile and no other.
  func placement(by profile: Profile?) -> Placement? {
    guard case .success(let found) = found.take(), profile?.id == found.profile.id else { return nil }
    return found.placement
  }
}
