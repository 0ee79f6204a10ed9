namespace Kube.Shared.Oci;

/// <summary>A file, directory or symbolic link of an image.</summary>
/// <param name="Path">Absolute path inside.</param>
/// <param name="Content">What a file holds; null for directories and links.</param>
/// <param name="LinkTarget">Where a symbolic link leads; empty for what is none.</param>
/// <param name="Mode">Permissions.</param>
internal sealed record OciFile(string Path, ReadOnlyMemory<byte>? Content, string LinkTarget = "", UnixFileMode Mode = OciFile.Executable)
{
    public const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | Readable;
    public const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Readable =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static OciFile Directory(string path, UnixFileMode mode = Executable) => new(path, null, Mode: mode);

    public static OciFile Link(string path, string target) => new(path, null, target);

    public static OciFile Text(string path, string text) => new(path, System.Text.Encoding.UTF8.GetBytes(text), Mode: Plain);
}
