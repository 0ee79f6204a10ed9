using Kube.Shared.Oci;

namespace Kube.Tests.Shared.Images;

/// <summary>Debian's static busybox as an image: what pods of tests are made of, where no registry is in reach.</summary>
internal static class ToolboxImage
{
    private static readonly string[] s_programs =
    [
        "sh", "ash", "sleep", "true", "false", "cat", "head", "tail", "tr", "stty", "echo", "printf", "pwd", "ls", "env", "id", "wget", "nc", "httpd", "nslookup", "hostname", "ps", "kill",
        "mkdir", "rm", "touch", "cp", "mv", "ln", "chmod", "chown", "grep", "sed", "awk", "cut", "sort", "wc", "date", "dd", "df", "mount", "umount", "stat", "readlink", "seq", "tee", "test",
        "[", "tar", "gzip", "vi", "top", "ip", "ping", "netstat", "whoami", "basename", "dirname", "find", "xargs", "expr", "uname", "timeout", "md5sum", "yes", "usleep", "sync", "od",
    ];

    /// <summary>Where Debian's <c>busybox-static</c> puts it.</summary>
    public static string Busybox { get; } = new[] { "/bin/busybox", "/usr/bin/busybox" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("busybox is needed: apt-get install busybox-static");

    public static OciImage Build(IReadOnlyList<string>? entryPoint = null, IReadOnlyList<string>? arguments = null, params OciFile[] more) => OciImage.Build(
        [
            OciFile.Directory("/bin"),
            new("/bin/busybox", File.ReadAllBytes(Busybox)),
            .. s_programs.Select(program => OciFile.Link($"/bin/{program}", "busybox")),
            OciFile.Directory("/etc"),
            OciFile.Text("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\nweb:x:1000:1000:web:/:/bin/sh\n"),
            OciFile.Text("/etc/group", "root:x:0:\nnogroup:x:65534:\nweb:x:1000:\nmore:x:50000:web\n"),
            OciFile.Directory("/root"),
            OciFile.Directory("/tmp", OciFile.Executable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit),
            OciFile.Directory("/usr"),
            OciFile.Directory("/var"),
            .. more,
        ],
        entryPoint ?? [],
        arguments ?? ["/bin/sleep", "3600"]);
}
