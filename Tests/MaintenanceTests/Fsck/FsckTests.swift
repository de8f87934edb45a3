import Files
import Objects
import Maintenance
import RepositoryFixtures
import Testing

@Suite("fsck")
struct FsckTests {
  @Test(
    "a sound archive with packs, deltas, packed refs, tags and a deleted branch has no findings",
    arguments: ObjectFormat.allCases)
  func sound(format: ObjectFormat) throws {
    let sample = try FsckSample(format)
    let report = try FsckSample.fsck(try sample.memory())
    #expect(FsckSample.words(report.findings) == [])
    #expect(report.newestGood == sample.commits.last && report.newestWhole == sample.commits.last)
    #expect(report.commits == sample.commits.reversed())
    #expect(report.packs >= 1 && report.place.format == format)
    #expect(sample.files.keys.contains { $0.hasPrefix("objects/pack/") } && sample.files["packed-refs"] != nil)
  }

  @Test("a new archive has no findings", arguments: ObjectFormat.allCases)
  func empty(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    let report = try FsckSample.fsck(RealFileSystem(), fixture.path)
    #expect(FsckSample.words(report.findings) == [])
    #expect(report.newestGood == nil)
  }
}
