using Kube.Api.Models;
using Kube.Node.Eviction;
using Kube.Node.Hosting;
using Kube.Node.Runtime;
using Kube.Node.Volumes;

namespace Kube.Node.Tests.Eviction;

public sealed class StorageLimitTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-storage-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1 << 20, null)]
    [InlineData((1 << 20) + 1, "Usage of EmptyDir volume \"cache\" exceeds the limit \"1Mi\". ")]
    public void EmptyDir_AboveItsLimit_IsTold(long used, string? message)
    {
        var pod = Pod(null);
        pod.Spec.Volumes = [new() { Name = "cache", EmptyDir = new() { SizeLimit = new ResourceQuantity("1Mi") } }];

        Assert.True(StorageLimits.HasAny(pod));
        Assert.Equal(message, StorageLimits.Exceeded(pod, null, new(new Dictionary<string, StorageAmount> { ["cache"] = new(used, 1) }, new Dictionary<string, StorageAmount>())));
    }

    /// <summary>Layers, logs and volumes count together against what all containers may have; alone, a container's layer and logs against its own limit.</summary>
    [Theory]
    [InlineData("1Mi", "1Mi", 2_000_000, 90_000, 7_000, null)]
    [InlineData("1Mi", "1Mi", 2_000_000, 90_000, 7_153, "Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. ")]
    [InlineData("1Mi", "", 2_000_000, 1_000_000, 48_576, null)]
    [InlineData("1Mi", "", 0, 1_000_000, 48_577, "Container a exceeded its local ephemeral storage limit \"1Mi\". ")]
    public void Containers_AboveTheirLimits_AreTold(string first, string second, long volume, long layer, long logs, string? message)
    {
        var pod = Pod(first, second);
        pod.Spec.Volumes = [new() { Name = "cache", EmptyDir = new() }];
        var stats = new SandboxStats { Id = "s", Metadata = new() { Name = "p", Namespace = "n", Uid = "u" }, Containers = [new() { Id = "a", Metadata = new() { Name = "a" }, WritableLayer = new() { Timestamp = default, UsedBytes = layer } }] };

        Assert.Equal(message, StorageLimits.Exceeded(
            pod, stats, new(new Dictionary<string, StorageAmount> { ["cache"] = new(volume, 1) }, new Dictionary<string, StorageAmount> { ["a"] = new(logs, 1) })));
    }

    [Fact]
    public void Pod_WithoutLimits_IsNotMeasured() => Assert.False(StorageLimits.HasAny(Pod(null)));

    /// <summary>What the disk gave, not what files say of their length; a file of two names once; links lead nowhere.</summary>
    [Fact]
    public void DiskUse_OfADirectory_IsWhatTheDiskGave()
    {
        var below = Directory.CreateDirectory(Path.Combine(_directory, "below")).FullName;
        File.WriteAllBytes(Path.Combine(below, "file"), new byte[100_000]);
        var before = DiskUse.Of(_directory);
        Assert.InRange(before.Bytes, 100_000, 150_000);
        Assert.Equal(3, before.Files);

        using (var sparse = File.Create(Path.Combine(_directory, "sparse"))) sparse.SetLength(1L << 30);
        File.CreateSymbolicLink(Path.Combine(_directory, "link"), "/");
        using (var link = System.Diagnostics.Process.Start("ln", [Path.Combine(below, "file"), Path.Combine(_directory, "other")])) link.WaitForExit();
        Assert.True(File.Exists(Path.Combine(_directory, "other")));
        var after = DiskUse.Of(_directory);
        Assert.InRange(after.Bytes, before.Bytes, before.Bytes + 20_000);
        Assert.Equal(4, after.Files);
        Assert.Equal(0, DiskUse.Of(Path.Combine(_directory, "missing")).Bytes);
    }

    [Fact]
    public void StorageUse_OfAPod_IsItsVolumesOnDiskAndItsLogs()
    {
        var files = new LocalPodFiles(new NodeOptions { RootDirectory = _directory }, TimeProvider.System);
        var pod = Pod(null);
        pod.Metadata = new() { Name = "p", Namespace = "n", Uid = "u" };
        pod.Spec.Volumes = [new() { Name = "cache", EmptyDir = new() }, new() { Name = "host", HostPath = new() { Path = "/" } }, new() { Name = "memory", EmptyDir = new() { Medium = "Memory" } }];
        var logs = files.PreparePod(pod);
        File.WriteAllBytes(Path.Combine(files.SetUp(pod, "cache", new VolumeContent.EmptyDirectory(false, null)), "file"), new byte[50_000]);
        Directory.CreateDirectory(Path.Combine(logs, "a"));
        File.WriteAllBytes(Path.Combine(logs, "a", "0.log"), new byte[30_000]);

        var use = new LocalStorageUse(files).Measure(pod);

        Assert.Equal(["cache"], use.Volumes.Keys);
        Assert.InRange(use.Volumes["cache"].Bytes, 50_000, 70_000);
        Assert.InRange(use.Logs["a"].Bytes, 30_000, 50_000);
        Assert.Equal(use.Volumes["cache"].Bytes + use.Logs["a"].Bytes, new PodUse(pod, null) { Storage = use }.Of("ephemeral-storage"));
    }

    private static V1Pod Pod(params string?[]? limits) => new()
    {
        Metadata = new() { Name = "p" },
        Spec = new() { Containers = [.. (limits ?? [null]).Select((limit, i) => Container(((char)('a' + i)).ToString(), limit))] },
    };

    private static V1Container Container(string name, string? limit)
    {
        var container = new V1Container { Name = name };
        if (!string.IsNullOrEmpty(limit)) container.Resources = new() { Limits = new() { ["ephemeral-storage"] = new ResourceQuantity(limit) } };
        return container;
    }
}
