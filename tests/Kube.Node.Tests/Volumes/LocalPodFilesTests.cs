using System.Text;
using Kube.Api.Models;
using Kube.Node.Hosting;
using Kube.Node.Volumes;

namespace Kube.Node.Tests.Volumes;

public sealed class LocalPodFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kube-volumes-").FullName;
    private readonly V1Pod _pod = new() { Metadata = new() { Name = "web", Namespace = "default", Uid = "uid-1" } };
    private readonly LocalPodFiles _files;

    public LocalPodFilesTests()
    {
        _files = new(new NodeOptions { RootDirectory = _root }, TimeProvider.System);
        _files.PreparePod(_pod);
    }

    public void Dispose()
    {
        _files.RemovePod(_pod, logsToo: true);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Payload_Written_IsReadThroughLinksWithItsModes()
    {
        var path = Write(("a.txt", "one", 0x1a4), ("deep/b.txt", "two", 0x100));

        Assert.Equal("one", File.ReadAllText(Path.Combine(path, "a.txt")));
        Assert.Equal("two", File.ReadAllText(Path.Combine(path, "deep", "b.txt")));
        Assert.Equal("..data/a.txt", new FileInfo(Path.Combine(path, "a.txt")).LinkTarget);
        Assert.Equal("..data/deep", new FileInfo(Path.Combine(path, "deep")).LinkTarget);
        Assert.StartsWith("..20", new FileInfo(Path.Combine(path, "..data")).LinkTarget, StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0x100, File.GetUnixFileMode(Path.Combine(path, "..data", "deep", "b.txt")));
    }

    [Fact]
    public void Payload_Changed_IsSwappedWholeAndTheOldIsGone()
    {
        var path = Write(("a.txt", "one", 0x1a4), ("gone.txt", "x", 0x1a4));
        var before = new FileInfo(Path.Combine(path, "..data")).LinkTarget;

        Write(("a.txt", "two", 0x1a4), ("new.txt", "y", 0x1a4));

        Assert.NotEqual(before, new FileInfo(Path.Combine(path, "..data")).LinkTarget);
        Assert.Equal("two", File.ReadAllText(Path.Combine(path, "a.txt")));
        Assert.Equal("y", File.ReadAllText(Path.Combine(path, "new.txt")));
        Assert.False(File.Exists(Path.Combine(path, "gone.txt")));
        Assert.Single(Directory.GetDirectories(path, "..20*"));
    }

    [Fact]
    public void Payload_Same_IsLeftAlone()
    {
        var path = Write(("a.txt", "one", 0x1a4));
        var before = new FileInfo(Path.Combine(path, "..data")).LinkTarget;

        Write(("a.txt", "one", 0x1a4));

        Assert.Equal(before, new FileInfo(Path.Combine(path, "..data")).LinkTarget);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("/abs")]
    [InlineData("..hidden")]
    public void Payload_PathThatLeadsOut_IsRefused(string path) => Assert.Throws<VolumeException>(() => Write((path, "x", 0x1a4)));

    [Fact]
    public void SubPath_Missing_IsMadeWithin()
    {
        var volume = Empty();

        var path = _files.SubPath(_pod, "main", 0, volume, "data/logs");
        File.WriteAllText(Path.Combine(path, "x"), "here");

        Assert.Equal("here", File.ReadAllText(Path.Combine(volume, "data", "logs", "x")));
    }

    [Fact]
    public void SubPath_LinkOutOfTheVolume_IsRefused()
    {
        var volume = Empty();
        File.CreateSymbolicLink(Path.Combine(volume, "escape"), "/etc");

        var error = Assert.Throws<VolumeException>(() => _files.SubPath(_pod, "main", 0, volume, "escape"));

        Assert.Contains("not within volume path", error.Message, StringComparison.Ordinal);
        Assert.Throws<VolumeException>(() => _files.SubPath(_pod, "main", 0, volume, "escape/new"));
        Assert.False(Directory.Exists("/etc/new"));
    }

    [Fact]
    public void SubPath_FileOfAPayload_FollowsItsOwnLinks()
    {
        var path = Write(("a.txt", "one", 0x1a4));

        Assert.Equal("one", File.ReadAllText(_files.SubPath(_pod, "main", 0, path, "a.txt")));
    }

    [Fact]
    public void HostPath_Types_AreChecked()
    {
        var file = Path.Combine(_root, "file");
        File.WriteAllText(file, "");

        Assert.Equal("/etc", _files.SetUp(_pod, "v", new VolumeContent.Host("/etc", "Directory")));
        Assert.Equal(file, _files.SetUp(_pod, "v", new VolumeContent.Host(file, "File")));
        Assert.Equal($"hostPath type check failed: {file} is not a directory", Assert.Throws<VolumeException>(() => _files.SetUp(_pod, "v", new VolumeContent.Host(file, "Directory"))).Message);
        Assert.Equal("hostPath type check failed: /etc is not a file", Assert.Throws<VolumeException>(() => _files.SetUp(_pod, "v", new VolumeContent.Host("/etc", "File"))).Message);
        Assert.Throws<VolumeException>(() => _files.SetUp(_pod, "v", new VolumeContent.Host(file, "Socket")));
        _files.SetUp(_pod, "v", new VolumeContent.Host("/dev/null", "CharDevice"));
        var made = Path.Combine(_root, "made");
        _files.SetUp(_pod, "v", new VolumeContent.Host(made, "DirectoryOrCreate"));
        Assert.True(Directory.Exists(made));
    }

    [Fact]
    public void Memory_AsRoot_IsATmpfsThatGoesWithThePod()
    {
        if (!VolumeNative.IsRoot)
        {
            Assert.Throws<VolumeException>(() => _files.SetUp(_pod, "m", new VolumeContent.EmptyDirectory(InMemory: true, null)));
            return;
        }

        var path = _files.SetUp(_pod, "m", new VolumeContent.EmptyDirectory(InMemory: true, 1 << 20));
        Assert.Contains(path, HostPaths.MountsBelow(_root));
        _files.SetUp(_pod, "m", new VolumeContent.EmptyDirectory(InMemory: true, 1 << 20));
        Assert.Single(HostPaths.MountsBelow(_root));

        _files.RemovePod(_pod, logsToo: false);

        Assert.Empty(HostPaths.MountsBelow(_root));
    }

    [Fact]
    public void FsGroup_GetsFilesAndDirectories()
    {
        _pod.Spec.SecurityContext = new() { FsGroup = 2000 };

        var path = Write(("a.txt", "one", 0x180));
        var empty = Empty();

        Assert.True(File.GetUnixFileMode(Path.Combine(path, "..data", "a.txt")).HasFlag(UnixFileMode.GroupRead));
        Assert.True(File.GetUnixFileMode(empty).HasFlag(UnixFileMode.SetGroup | UnixFileMode.GroupWrite));
    }

    [Fact]
    public void Abandoned_DirectoriesOfPodsNobodyKnows_GoWithTheirMounts()
    {
        var lost = new V1Pod { Metadata = new() { Name = "lost", Namespace = "default", Uid = "uid-lost" } };
        _files.PreparePod(lost);
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess) _files.SetUp(lost, "mem", new VolumeContent.EmptyDirectory(InMemory: true, 1 << 20));
        _files.PrepareContainer(lost, new() { Name = "main" }, 0);

        _files.Remove(uid => uid == "uid-1");

        Assert.Equal(["uid-1"], Directory.GetDirectories(Path.Combine(_root, "pods")).Select(Path.GetFileName));
        Assert.Equal(["default_web_uid-1"], Directory.GetDirectories(Path.Combine(_root, "pod-logs")).Select(Path.GetFileName));
        Assert.DoesNotContain("uid-lost", File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
    }

    [Fact]
    public void TerminationMessage_IsReadUpTo4096Bytes()
    {
        var path = _files.PrepareContainer(_pod, new() { Name = "main" }, 0)!;
        File.WriteAllText(path, new string('x', 5000));

        Assert.Equal(4096, _files.ReadTerminationMessage(path).Length);
        Assert.Equal("", _files.ReadTerminationMessage(path + "-missing"));
    }

    private string Empty() => _files.SetUp(_pod, "e", new VolumeContent.EmptyDirectory(InMemory: false, null));

    private string Write(params (string Path, string Text, int Mode)[] files) => _files.SetUp(
        _pod, "settings", new VolumeContent.Payload("kubernetes.io~configmap", files.ToDictionary(file => file.Path, file => new VolumeFile(Encoding.UTF8.GetBytes(file.Text), file.Mode))));
}
