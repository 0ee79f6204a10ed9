using Kube.Node.Cri;
using Kube.Node.Cri.Protos;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Tests.Shared;
using CreateContainerRequest = Kube.Node.Runtime.CreateContainerRequest;
using ExecSyncRequest = Kube.Node.Runtime.ExecSyncRequest;

namespace Kube.Node.Tests.Cri;

/// <summary>Every call of CRI v1 is made by something, with what was asked for; what a runtime lacks is found out and said.</summary>
public sealed class CriCallsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SandboxConfig Sandbox => new()
    {
        Metadata = new() { Name = "web", Namespace = "default", Uid = "u1", Attempt = 2 },
        Hostname = "web",
        LogDirectory = "/logs",
        Dns = new() { Servers = ["10.96.0.10"], Searches = ["svc.cluster.local"], Options = ["ndots:5"] },
        Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "100" },
        Security = new() { UserNamespace = true, Pid = Kube.Node.Runtime.NamespaceMode.Pod, SupplementalGroups = [7] },
    };

    [Fact]
    public async Task Calls_ComparedWithTheServices_AllMade()
    {
        await using var cri = await RecordingCri.StartAsync();
        cri.Answer(RuntimeCalls.PodSandboxStatus, new() { Status = new() { Id = "s", State = PodSandboxState.SandboxReady } })
            .Answer(RuntimeCalls.ContainerStatus, new() { Status = new() { Id = "c", State = Kube.Node.Cri.Protos.ContainerState.ContainerRunning } })
            .Answer(RuntimeCalls.Exec, new() { Url = "http://127.0.0.1:1/exec/x" })
            .Answer(RuntimeCalls.Attach, new() { Url = "http://127.0.0.1:1/attach/x" })
            .Answer(RuntimeCalls.PortForward, new() { Url = "http://127.0.0.1:1/portforward/x" })
            .Answer(RuntimeCalls.ContainerStats, new() { Stats = new() { Attributes = new() { Id = "c" } } })
            .Answer(RuntimeCalls.PodSandboxStats, new() { Stats = new() { Attributes = new() { Id = "s" } } });
        await AskAllAsync(cri);
        await cri.Runtime.Containers.StopAsync("c", TimeSpan.FromSeconds(3), Cancel);
        cri.Answer(RuntimeCalls.ContainerStatus, new() { Status = new() { Id = "c", State = Kube.Node.Cri.Protos.ContainerState.ContainerCreated } });
        await cri.Runtime.Containers.StartAsync("c", Cancel);

        cri.Answer(RuntimeCalls.StreamContainers, new() { Containers = { new Container { Id = "c", State = Kube.Node.Cri.Protos.ContainerState.ContainerRunning } } });
        await cri.Runtime.Stats.ListContainersAsync(Kube.Node.Runtime.ContainerFilter.All, Cancel);

        // The same without the streams of lists.
        await using var older = await RecordingCri.StartAsync();
        older.Lacks("StreamPodSandboxes", "StreamContainers", "StreamImages", "StreamContainerStats", "StreamPodSandboxStats", "StreamPodSandboxMetrics")
            .Answer(RuntimeCalls.ListContainers, new() { Containers = { new Container { Id = "c", State = Kube.Node.Cri.Protos.ContainerState.ContainerRunning } } })
            .Answer(RuntimeCalls.ContainerStatus, new() { Status = new() { Id = "c", State = Kube.Node.Cri.Protos.ContainerState.ContainerRunning } });
        await AskListsAsync(older.Runtime);

        var made = cri.Calls.Concat(older.Calls).Select(call => call.Path).ToHashSet();
        var lines = (
            from service in ServicesReflection.Descriptor.Services
            from method in service.Methods
            let isMade = made.Contains($"/{service.FullName}/{method.Name}")
            select (Text: $"{(isMade ? "made   " : "MISSING")} {service.Name}/{method.Name}", isMade)).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', lines.Select(line => line.Text)));
        Assert.Empty(lines.Where(line => !line.isMade).Select(line => line.Text));
        Assert.Equal(41, lines.Count);
    }

    [Fact]
    public async Task Sandbox_Config_ArrivesWhole()
    {
        await using var cri = await RecordingCri.StartAsync();

        await cri.Runtime.Sandboxes.RunAsync(Sandbox with { RuntimeHandler = "kata", CgroupParent = "/kubepods/podu1" }, Cancel);

        var request = cri.Last(RuntimeCalls.RunPodSandbox);
        Assert.Equal("kata", request.RuntimeHandler);
        Assert.Equal(("web", "default", "u1", 2u), (request.Config.Metadata.Name, request.Config.Metadata.Namespace, request.Config.Metadata.Uid, request.Config.Metadata.Attempt));
        Assert.Equal(["10.96.0.10"], request.Config.DnsConfig.Servers);
        Assert.Equal("/kubepods/podu1", request.Config.Linux.CgroupParent);
        Assert.Equal("100", request.Config.Linux.Sysctls["net.core.somaxconn"]);
        Assert.Equal(Kube.Node.Cri.Protos.NamespaceMode.Pod, request.Config.Linux.SecurityContext.NamespaceOptions.UsernsOptions.Mode);
        Assert.Equal([7L], request.Config.Linux.SecurityContext.SupplementalGroups);
    }

    [Fact]
    public async Task Container_Config_ArrivesWhole()
    {
        await using var cri = await RecordingCri.StartAsync();
        var config = new Kube.Node.Runtime.ContainerConfig
        {
            Metadata = new() { Name = "main", Attempt = 3 },
            Image = "sha256:1",
            UserSpecifiedImage = "web:1",
            StopSignal = "SIGRTMIN+3",
            Environment = [new("A", "1")],
            Mounts = [new() { ContainerPath = "/data", HostPath = "/host", ReadOnly = true, RecursiveReadOnly = true, Propagation = Kube.Node.Runtime.MountPropagation.HostToContainer }],
            Resources = new() { MemoryLimitBytes = 100, CpuShares = 2, OomScoreAdjustment = 1000 },
            Security = new() { RunAsUser = 0, AddCapabilities = ["NET_ADMIN"], SeccompProfile = "RuntimeDefault", MaskedPaths = [] },
        };

        await cri.Runtime.Containers.CreateAsync(new CreateContainerRequest { SandboxId = "s", Config = config, SandboxConfig = Sandbox }, Cancel);

        var wire = cri.Last(RuntimeCalls.CreateContainer).Config;
        Assert.Equal(Signal.Sigrtminplus3, wire.StopSignal);
        Assert.Equal("web:1", wire.Image.UserSpecifiedImage);
        Assert.Equal("1", wire.Envs.Single().Value.ToStringUtf8());
        var mount = Assert.Single(wire.Mounts);
        Assert.Equal((true, true, Kube.Node.Cri.Protos.MountPropagation.PropagationHostToContainer), (mount.Readonly, mount.RecursiveReadOnly, mount.Propagation));
        Assert.Equal((100, 2, 1000), (wire.Linux.Resources.MemoryLimitInBytes, wire.Linux.Resources.CpuShares, wire.Linux.Resources.OomScoreAdj));
        // User 0 is not no user.
        Assert.Equal(0, wire.Linux.SecurityContext.RunAsUser.Value);
        Assert.Empty(wire.Linux.SecurityContext.MaskedPaths);
        Assert.NotEmpty(wire.Linux.SecurityContext.ReadonlyPaths);
        Assert.Equal(SecurityProfile.Types.ProfileType.RuntimeDefault, wire.Linux.SecurityContext.Seccomp.ProfileType);
    }

    [Fact]
    public async Task Features_OfANewerAndAnOlderRuntime_AreSaid()
    {
        await using var newer = await RecordingCri.StartAsync();
        newer.Answer(RuntimeCalls.Version, new() { RuntimeName = "containerd", RuntimeVersion = "2.1.0", RuntimeApiVersion = "v1" })
            .Answer(RuntimeCalls.RuntimeConfig, new() { Linux = new() { CgroupDriver = CgroupDriver.Systemd } })
            .Answer(RuntimeCalls.Status, new()
            {
                Features = new() { SupplementalGroupsPolicy = true },
                RuntimeHandlers = { new RuntimeHandler { Features = new() { RecursiveReadOnlyMounts = true, UserNamespaces = true } } },
            });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var listening = newer.Runtime.Info.WatchAsync(end.Token).FirstOrDefaultAsync(end.Token).AsTask();
        await Waiting.UntilAsync(() => newer.Runtime.Info.GetStatusAsync(Cancel).AsTask(), static status => status.Limits.Count == 0, static status => string.Join('\n', status.Limits));
        Assert.True((await ((CriInfo)newer.Runtime.Info).FeaturesAsync(Cancel)).SystemdCgroups);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);

        await using var older = await RecordingCri.StartAsync();
        older.Lacks("GetContainerEvents", "RuntimeConfig").Answer(RuntimeCalls.Version, new() { RuntimeName = "containerd", RuntimeVersion = "1.6.20", RuntimeApiVersion = "v1" });
        Assert.Equal(5, (await older.Runtime.Info.GetStatusAsync(Cancel)).Limits.Count);
    }

    /// <summary>A container that has ended without containerd's knowing fails containerd's list of all; what is known of the others is needed then.</summary>
    [Fact]
    public async Task Stats_ListRefusedForOne_EachIsAsked()
    {
        await using var cri = await RecordingCri.StartAsync();
        cri.Lacks("StreamPodSandboxStats", "StreamPodSandboxes", "StreamContainers", "StreamContainerStats").Refuse(RuntimeCalls.ListPodSandboxStats, Kube.Shared.Grpc.GrpcStatusCode.NotFound)
            .Answer(RuntimeCalls.PodSandboxStatus, new() { Status = new() { Id = "s", State = PodSandboxState.SandboxReady, Metadata = new() { Uid = "u1" } } })
            .Answer(RuntimeCalls.ListPodSandbox, new() { Items = { new PodSandbox { Id = "s", State = PodSandboxState.SandboxReady, Metadata = new() { Uid = "u1" } } } })
            .Answer(RuntimeCalls.PodSandboxStats, new() { Stats = new() { Attributes = new() { Id = "s", Metadata = new() { Uid = "u1" } } } });

        Assert.Equal("u1", Assert.Single(await cri.Runtime.Stats.ListSandboxesAsync(SandboxFilter.All, Cancel)).Metadata.Uid);
    }

    [Fact]
    public async Task Server_Away_IsAFailureInUpstreamsWords()
    {
        await using var cri = await RecordingCri.StartAsync();
        cri.Lacks("RunPodSandbox");

        var failure = await Assert.ThrowsAsync<RuntimeFailureException>(() => cri.Runtime.Sandboxes.RunAsync(Sandbox, Cancel).AsTask());

        Assert.StartsWith("rpc error: code = Unimplemented desc = ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoint_RuntimeWithoutThem_SaysSoInUpstreamsWords()
    {
        await using var cri = await RecordingCri.StartAsync();
        cri.Lacks("CheckpointContainer");

        var failure = await Assert.ThrowsAsync<RuntimeFailureException>(() => cri.Runtime.Checkpoints!.CheckpointAsync("c", "/c.tar", TimeSpan.Zero, Cancel).AsTask());

        Assert.StartsWith("rpc error: code = Unimplemented desc = ", failure.Message, StringComparison.Ordinal);
    }

    private static async Task AskAllAsync(RecordingCri cri)
    {
        var runtime = cri.Runtime;
        await runtime.Info.GetVersionAsync(Cancel);
        await runtime.Info.GetStatusAsync(Cancel);
        await runtime.Info.UpdateConfigAsync(new() { PodCidr = "10.0.0.0/24" }, Cancel);
        await runtime.Sandboxes.RunAsync(Sandbox, Cancel);
        await runtime.Sandboxes.GetStatusAsync("s", Cancel);
        await ((CriSandboxes)runtime.Sandboxes).UpdateResourcesAsync("s", new(), Cancel);
        await runtime.Sandboxes.RemoveAsync("s", Cancel);
        await runtime.Containers.CreateAsync(new CreateContainerRequest { SandboxId = "s", Config = new() { Metadata = new() { Name = "c" }, Image = "i" }, SandboxConfig = Sandbox }, Cancel);
        await runtime.Containers.UpdateResourcesAsync("c", new(), Cancel);
        await runtime.Checkpoints!.CheckpointAsync("c", "/tmp/c.tar", TimeSpan.FromSeconds(1), Cancel);
        await runtime.Containers.RemoveAsync("c", Cancel);
        await runtime.Streams.ReopenLogAsync("c", Cancel);
        await runtime.Streams.ExecSyncAsync(new ExecSyncRequest { ContainerId = "c", Command = ["true"] }, Cancel);
        await Assert.ThrowsAsync<RuntimeFailureException>(() => runtime.Streams.ExecAsync(new() { ContainerId = "c", Command = ["true"] }, Cancel).AsTask());
        await Assert.ThrowsAsync<RuntimeFailureException>(() => runtime.Streams.AttachAsync(new() { ContainerId = "c" }, Cancel).AsTask());
        await Assert.ThrowsAsync<RuntimeFailureException>(() => runtime.Streams.PortForwardAsync("s", 80, Cancel).AsTask());
        await runtime.Stats.GetContainerAsync("c", Cancel);
        await runtime.Stats.GetSandboxAsync("s", Cancel);
        await runtime.Images.PullAsync(new() { Image = "i" }, Cancel);
        await runtime.Images.GetStatusAsync("i", Cancel);
        await runtime.Images.RemoveAsync("i", Cancel);
        await runtime.Images.GetFilesystemsAsync(Cancel);
        await AskListsAsync(runtime);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var events = runtime.Info.WatchAsync(end.Token).GetAsyncEnumerator(end.Token);
        var next = events.MoveNextAsync().AsTask();
        await Waiting.UntilAsync(() => cri.Calls.Any(static call => call.Path == RuntimeCalls.GetContainerEvents.Path), "events are not asked for");
        await end.CancelAsync();
        await next.ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private static async Task AskListsAsync(CriContainerRuntime runtime)
    {
        await runtime.Sandboxes.ListAsync(SandboxFilter.All, Cancel);
        await ((CriStats)runtime.Stats).MetricsAsync(Cancel);
        await runtime.Stats.ListSandboxesAsync(SandboxFilter.All, Cancel);
        await runtime.Images.ListAsync(Cancel);
        await runtime.Containers.ListAsync(Kube.Node.Runtime.ContainerFilter.All, Cancel);
        await runtime.Stats.ListContainersAsync(Kube.Node.Runtime.ContainerFilter.All, Cancel);
    }
}
