using System.Text.Json;
using Kube.Api.Models;
using Kube.Node.Endpoint;
using Kube.Node.Eviction;
using Kube.Node.Probes;
using Kube.Node.Runtime;
using Kube.Node.Volumes;

namespace Kube.Node.Tests.Endpoint;

/// <summary>What the node measures, as upstream shows it.</summary>
public sealed class StatsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTime s_started = new(2026, 5, 1, 11, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Summary_OfANode_HasItsDiskItsMemoryAndEachPodsPart()
    {
        var root = JsonDocument.Parse(StatsSummary.Encode(Measure()).WrittenMemory).RootElement;

        var node = root.GetProperty("node");
        Assert.Equal((600, 400), (node.GetProperty("memory").GetProperty("availableBytes").GetInt64(), node.GetProperty("memory").GetProperty("workingSetBytes").GetInt64()));
        Assert.Equal("10 30 20 5 8 3", Disk(node.GetProperty("fs")));
        Assert.Equal(77, node.GetProperty("runtime").GetProperty("imageFs").GetProperty("usedBytes").GetInt64());
        Assert.Equal((1000, 100), (node.GetProperty("rlimit").GetProperty("maxpid").GetInt64(), node.GetProperty("rlimit").GetProperty("curproc").GetInt64()));

        var pod = Assert.Single(root.GetProperty("pods").EnumerateArray());
        var container = Assert.Single(pod.GetProperty("containers").EnumerateArray());
        Assert.Equal("2026-05-01T11:00:00Z", container.GetProperty("startTime").GetString());
        Assert.Equal("10 30 4 5 8 1", Disk(container.GetProperty("logs")));
        Assert.Equal(7, container.GetProperty("rootfs").GetProperty("usedBytes").GetInt64());
        var volume = Assert.Single(pod.GetProperty("volume").EnumerateArray());
        Assert.Equal("10 30 3 5 8 2", Disk(volume));
        Assert.Equal("cache", volume.GetProperty("name").GetString());
        Assert.Equal("10 30 14 5 8 9", Disk(pod.GetProperty("ephemeral-storage")));
    }

    [Fact]
    public void Metrics_OfContainers_HaveCadvisorsNamesAndLabels()
    {
        var text = ContainerMetrics.Encode(Measure());

        Assert.Contains("container_cpu_usage_seconds_total{container=\"c\",cpu=\"total\",id=\"cid\",image=\"web:1\",name=\"cid\",namespace=\"n\",pod=\"p\"} 2 ", text, StringComparison.Ordinal);
        Assert.Contains("container_memory_failures_total{container=\"c\",failure_type=\"pgmajfault\",id=\"cid\",image=\"web:1\",name=\"cid\",namespace=\"n\",pod=\"p\",scope=\"container\"} 6 ", text, StringComparison.Ordinal);
        Assert.Contains("container_fs_usage_bytes{container=\"c\",id=\"cid\",image=\"web:1\",name=\"cid\",namespace=\"n\",pod=\"p\"} 7 ", text, StringComparison.Ordinal);
        Assert.Contains("machine_memory_bytes 1000\n", text, StringComparison.Ordinal);
        Assert.Contains($"container_start_time_seconds{{container=\"c\",namespace=\"n\",pod=\"p\"}} {new DateTimeOffset(s_started).ToUnixTimeSeconds()}\n", NodeMetrics.Resource(Measure()), StringComparison.Ordinal);
    }

    [Fact]
    public void Probes_AreCountedByResult_UntilTheirContainerIsGone()
    {
        var results = new ProbeResults();
        var subject = new ProbeSubject
        {
            Pod = Pod(), Container = Pod().Spec.Containers[0], ContainerId = "cid", Kind = ProbeKind.Liveness, Probe = new(), StartedAt = s_now, PodAddress = "", Changed = static () => { },
        };
        results.Counts.Add(subject, ProbeResult.Success);
        results.Counts.Add(subject, ProbeResult.Success);
        results.Counts.Add(subject, null);

        Assert.Equal(
            """
            # HELP prober_probe_total [BETA] Cumulative number of a liveness, readiness or startup probe for a container by result.
            # TYPE prober_probe_total counter
            prober_probe_total{container="c",namespace="n",pod="p",pod_uid="u",probe_type="Liveness",result="successful"} 2
            prober_probe_total{container="c",namespace="n",pod="p",pod_uid="u",probe_type="Liveness",result="unknown"} 1

            """,
            results.Counts.Encode());
        results.Remove("cid");
        Assert.DoesNotContain("{", results.Counts.Encode(), StringComparison.Ordinal);
    }

    private static string Disk(JsonElement disk) =>
        string.Join(' ', ((string[])["availableBytes", "capacityBytes", "usedBytes", "inodesFree", "inodes", "inodesUsed"]).Select(name => disk.GetProperty(name).GetInt64()));

    private static NodeMeasure Measure() => new()
    {
        NodeName = "node-1",
        Started = s_now.AddHours(-2),
        Now = s_now,
        Sandboxes =
        [
            new()
            {
                Id = "sid", Metadata = new() { Name = "p", Namespace = "n", Uid = "u" }, Cpu = new(s_now, 2_000_000_000),
                Containers =
                [
                    new()
                    {
                        Id = "cid", Metadata = new() { Name = "c" }, Cpu = new(s_now, 2_000_000_000),
                        Memory = new() { Timestamp = s_now, UsageBytes = 50, WorkingSetBytes = 40, RssBytes = 30, PageFaults = 5, MajorPageFaults = 6 },
                        WritableLayer = new() { Timestamp = s_now, UsedBytes = 7, InodesUsed = 6 },
                    },
                ],
            },
        ],
        Pods = new Dictionary<string, V1Pod> { ["u"] = Pod() },
        Storage = new Dictionary<string, PodStorage>
        {
            ["u"] = new(new Dictionary<string, StorageAmount> { ["cache"] = new(3, 2) }, new Dictionary<string, StorageAmount> { ["c"] = new(4, 1) }),
        },
        Machine = new Dictionary<string, SignalUse>
        {
            [EvictionSignals.Memory] = new(600, 1000), [EvictionSignals.Disk] = new(10, 30), [EvictionSignals.DiskInodes] = new(5, 8), [EvictionSignals.Pids] = new(900, 1000),
        },
        Images = [new() { Timestamp = s_now, UsedBytes = 77, CapacityBytes = 30, AvailableBytes = 10 }],
    };

    private static V1Pod Pod() => new()
    {
        Metadata = new() { Name = "p", Namespace = "n", Uid = "u" },
        Spec = new() { Containers = [new() { Name = "c", Image = "web:1" }] },
        Status = new() { StartTime = s_started, ContainerStatuses = [new() { Name = "c", State = new() { Running = new() { StartedAt = s_started } } }] },
    };
}
