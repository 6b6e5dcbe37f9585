/// The boot volume can be written, so that rebuilds and repairs can work.
public enum VolumeWritable: Check {
  public static let ids = ["volume-read-only"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.snapshot.volumes.filter(\.isReadOnly).map { volume in
      Finding(
        id: "volume-read-only", severity: .critical, subject: volume.mountPoint,
        message: "it is mounted read-only, as the kernel does after an error: the next rebuild fails",
        remedy: Remedy(.checkFileSystem(volume.mountPoint)))
    }
  }
}
