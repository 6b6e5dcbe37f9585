import BootCore
import Support
import Testing

@Suite struct VolumeUsageTests {
  private let text = """
    esp 512M cluster 4K
    kernel a 10M
    initrd x 30M
    generation 41 kernel a initrd x
    generation 42 kernel a initrd x booted
    kernel z 5M orphan
    """

  @Test func `what the files occupy and what is free make up the whole volume`() throws {
    let snapshot = try MachineSketch(text).snapshot
    let volume = try #require(snapshot.bootVolume)
    let usage = VolumeUsage(of: volume, map: map(snapshot))
    let unaccounted = try #require(usage.unaccountedBytes)
    #expect(usage.allocatedBytes + unaccounted + volume.freeBytes == volume.totalBytes)
  }

  @Test func `bytes that no file explains are unaccounted for`() throws {
    var snapshot = try MachineSketch(text).snapshot
    let before = VolumeUsage(of: snapshot.volumes[0], map: map(snapshot)).unaccountedBytes ?? 0
    snapshot.volumes[0].freeBytes -= 123 << 12
    let usage = VolumeUsage(of: snapshot.volumes[0], map: map(snapshot))
    #expect(usage.unaccountedBytes == before + 123 << 12)
  }

  @Test func `on an ordinary directory nothing is said about the rest of the file system`() throws {
    var snapshot = try MachineSketch(text).snapshot
    snapshot.volumes[0].isMountPoint = false
    #expect(VolumeUsage(of: snapshot.volumes[0], map: map(snapshot)).unaccountedBytes == nil)
  }

  @Test func `classes stand in their documented order and count their files`() throws {
    let snapshot = try MachineSketch(text).snapshot
    let shares = VolumeUsage(of: snapshot.volumes[0], map: map(snapshot)).shares
    #expect(shares.map(\.kind) == FileClass.allCases.filter { shares.map(\.kind).contains($0) })
    #expect(shares.first { $0.kind == .kernel }?.bytes == 10 << 20)
    #expect(shares.first { $0.kind == .entry }?.files == 2)
    #expect(shares.first { $0.kind == .orphan }?.files == 1)
  }

  private func map(_ snapshot: Snapshot) -> BootMap {
    Attribution.attribute(snapshot, loader: BootLoaders.present(in: snapshot))
  }
}
