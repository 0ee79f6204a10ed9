using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Csi;
using Kube.Node.Csi.Protos;
using Kube.Node.Tokens;
using Kube.Node.Volumes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Csi;

/// <summary>Volumes of a driver that answers on a real socket.</summary>
public sealed class CsiVolumesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kube-csi-").FullName;
    private readonly Objects _objects = new();
    private readonly Tokens _tokens = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Socket => Path.Combine(_root, "plugins_registry", "dirs.sock");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Persistent_TwoPods_IsStagedOnceTakenDownWithTheLast()
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        using var volumes = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        var volume = new CsiVolume { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1", AccessModes = ["ReadWriteOnce"], Attributes = new Dictionary<string, string> { ["size"] = "small" } };

        var path = await volumes.SetUpAsync(Pod("a"), volume, Cancel);
        Assert.Equal((Path.Combine(_root, "pods", "a", "volumes", "kubernetes.io~csi", "pv-1", "mount"), true), (path, Directory.Exists(path)));
        Assert.Equal(("small", "attached-here", path), (driver.Published!.VolumeContext["size"], driver.Published.PublishContext["device"], driver.Published.TargetPath));
        Assert.StartsWith(Path.Combine(_root, "plugins", "kubernetes.io", "csi", CsiTestDriver.Name), driver.Published.StagingTargetPath, StringComparison.Ordinal);
        await volumes.SetUpAsync(Pod("b"), volume, Cancel);
        await volumes.TearDownAsync("a", Cancel);
        Assert.DoesNotContain("unstage h1", driver.Calls);
        await volumes.TearDownAsync("b", Cancel);

        Assert.Equal(["stage h1", "publish h1", "publish h1", "unpublish h1", "unpublish h1", "unstage h1"], driver.Calls);
        Assert.Empty(volumes.Pods());
        await volumes.SetUpAsync(Pod("c"), volume, Cancel);
        Assert.Equal(["stage h1", "publish h1"], driver.Calls.Skip(6));
    }

    [Fact]
    public async Task Persistent_PublishedAgainAndAgain_IsStagedOnceInTheLifeOfTheAgent()
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        var volume = new CsiVolume { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1" };
        using (var before = new CsiVolumes(_root, drivers, _objects, new(_tokens)))
        {
            driver.Refusal = "not now";
            await Assert.ThrowsAsync<VolumeException>(() => before.SetUpAsync(Pod("a"), volume, Cancel).AsTask());
            driver.Refusal = null;
            for (var i = 0; i < 3; i++) await before.SetUpAsync(Pod("a"), volume, Cancel);
        }

        // Another agent does not know; drivers take it twice.
        using var after = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        for (var i = 0; i < 2; i++) await after.SetUpAsync(Pod("a"), volume, Cancel);

        Assert.Equal(["stage h1", "publish h1", "publish h1", "publish h1", "stage h1", "publish h1", "publish h1"], driver.Calls);
        await after.TearDownAsync("a", Cancel);
    }

    [Fact]
    public async Task Persistent_UnstagingThatFailed_IsStagedAnew()
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        using var volumes = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        var volume = new CsiVolume { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1" };
        await volumes.SetUpAsync(Pod("a"), volume, Cancel);
        driver.RefusesUnstaging = true;
        await Assert.ThrowsAsync<VolumeException>(() => volumes.TearDownAsync("a", Cancel).AsTask());
        driver.RefusesUnstaging = false;

        await volumes.SetUpAsync(Pod("a"), volume, Cancel);

        Assert.Equal(["stage h1", "publish h1", "unpublish h1", "stage h1", "publish h1"], driver.Calls);
        await volumes.TearDownAsync("a", Cancel);
    }

    [Fact]
    public async Task Staging_OfOneVolume_IsDoneInTurn_AndThatOfOthersMeanwhile()
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        using var volumes = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        var slow = new CsiVolume { Driver = CsiTestDriver.Name, Handle = "slow", Name = "pv-slow" };
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stagings = 0;
        driver.Staging = handle =>
        {
            if (handle != "slow") return Task.CompletedTask;
            Interlocked.Increment(ref stagings);
            begun.TrySetResult();
            return go.Task;
        };

        var first = volumes.SetUpAsync(Pod("a"), slow, Cancel).AsTask();
        await begun.Task.WaitAsync(Cancel);
        var second = volumes.SetUpAsync(Pod("b"), slow, Cancel).AsTask();
        await volumes.SetUpAsync(Pod("c"), slow with { Handle = "quick", Name = "pv-quick" }, Cancel);

        Assert.Equal(["stage quick", "publish quick"], driver.Calls);
        Assert.False(first.IsCompleted || second.IsCompleted);
        go.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(1, stagings);
        Assert.Equal(["stage slow", "publish slow", "publish slow"], driver.Calls.Skip(2));
        foreach (var pod in (string[])["a", "b", "c"]) await volumes.TearDownAsync(pod, Cancel);
    }

    [Fact]
    public async Task Inline_PodAndItsNameAreTold_AndNothingIsStaged()
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        using var volumes = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        var volume = new CsiVolume { Driver = CsiTestDriver.Name, Handle = CsiVolumes.InlineHandle("a", "v"), Name = "v", IsInline = true };

        await volumes.SetUpAsync(Pod("a"), volume, Cancel);

        Assert.Equal(("a", "true", ""), (driver.Published!.VolumeContext["csi.storage.k8s.io/pod.uid"], driver.Published.VolumeContext["csi.storage.k8s.io/ephemeral"], driver.Published.StagingTargetPath));
        Assert.Equal(["publish " + volume.Handle], driver.Calls);
        _objects.Driver.VolumeLifecycleModes = null;
        Assert.Contains("\"Ephemeral\" not supported", (await Assert.ThrowsAsync<VolumeException>(() => volumes.SetUpAsync(Pod("b"), volume, Cancel).AsTask())).Message, StringComparison.Ordinal);
        await volumes.TearDownAsync("a", Cancel);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    public async Task Tokens_DriverWantsThem_AreTheVolumesAttributesOrItsSecrets(bool? inSecrets)
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        using var volumes = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        _objects.Driver.TokenRequests = [new() { Audience = "vault", ExpirationSeconds = 700 }, new() { Audience = "" }];
        _objects.Driver.ServiceAccountTokenInSecrets = inSecrets;
        var volume = new CsiVolume { Driver = CsiTestDriver.Name, Handle = CsiVolumes.InlineHandle("a", "v"), Name = "v", IsInline = true };

        await volumes.SetUpAsync(Pod("a"), volume, Cancel);

        const string Name = "csi.storage.k8s.io/serviceAccount.tokens";
        const string Expected = """{"":{"token":"a::3600","expirationTimestamp":"2030-01-01T01:00:00Z"},"vault":{"token":"a:vault:700","expirationTimestamp":"2030-01-01T00:11:40Z"}}""";
        var (there, elsewhere) = inSecrets == true ? (driver.Published!.Secrets, driver.Published.VolumeContext) : (driver.Published!.VolumeContext, driver.Published.Secrets);
        Assert.Equal((Expected, false), (there[Name], elsewhere.ContainsKey(Name)));

        // Published again, as a driver that renews what is in its volumes wants: with tokens that are good then.
        _tokens.Suffix = "-new";
        await volumes.SetUpAsync(Pod("a"), volume, Cancel);
        Assert.Contains("a:vault:700-new", (inSecrets == true ? driver.Published.Secrets : driver.Published.VolumeContext)[Name], StringComparison.Ordinal);
        _tokens.Failure = new IOException("the server is away");
        var failure = await Assert.ThrowsAsync<VolumeException>(() => volumes.SetUpAsync(Pod("a"), volume, Cancel).AsTask());
        Assert.EndsWith("token attributes: the server is away", failure.Message, StringComparison.Ordinal);
        await volumes.TearDownAsync("a", Cancel);
    }

    [Fact]
    public async Task Block_IsPublishedOutsideThePod_AndLeavesNothing()
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        using var volumes = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        var devices = Path.Combine(_root, "plugins", "kubernetes.io", "csi", "volumeDevices");
        var volume = new CsiVolume { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1", IsBlock = true, AccessModes = ["ReadWriteOnce"] };

        var path = await volumes.SetUpAsync(Pod("a"), volume, Cancel);

        Assert.Equal((Path.Combine(devices, "publish", "pv-1", "a"), Path.Combine(devices, "staging", "pv-1")), (path, driver.Staged!.StagingTargetPath));
        Assert.Equal((VolumeCapability.AccessTypeOneofCase.Block, VolumeCapability.AccessTypeOneofCase.Block), (driver.Staged.VolumeCapability.AccessTypeCase, driver.Published!.VolumeCapability.AccessTypeCase));
        // Another volume of the same kind goes on beside it.
        await volumes.SetUpAsync(Pod("b"), volume with { Handle = "h2", Name = "pv-2" }, Cancel);
        using (var after = new CsiVolumes(_root, drivers, _objects, new(_tokens))) await after.TearDownAsync("a", Cancel);
        Assert.Equal(["pv-2"], Directory.GetDirectories(Path.Combine(devices, "publish")).Select(Path.GetFileName));
        Assert.Equal(["pv-2"], Directory.GetDirectories(Path.Combine(devices, "staging")).Select(Path.GetFileName));
        await volumes.TearDownAsync("b", Cancel);
        Assert.Equal(["unpublish h1", "unstage h1", "unpublish h2", "unstage h2"], driver.Calls.Where(call => call.StartsWith("un", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task InUse_AttachedVolumes_AreHeldUntilTheyAreDown()
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        var told = 0;
        using (var before = new CsiVolumes(_root, drivers, _objects, new(_tokens)) { UseChanged = () => told++ })
        {
            await before.SetUpAsync(Pod("a"), new() { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1" }, Cancel);
            await before.SetUpAsync(Pod("a"), new() { Driver = CsiTestDriver.Name, Handle = CsiVolumes.InlineHandle("a", "v"), Name = "v", IsInline = true }, Cancel);
            Assert.Equal(["kubernetes.io/csi/dirs.example^h1"], before.InUse());
        }

        Assert.Equal(1, told);
        using var after = new CsiVolumes(_root, drivers, _objects, new(_tokens)) { UseChanged = () => told++ };
        Assert.Equal(["kubernetes.io/csi/dirs.example^h1"], after.InUse());
        await after.TearDownAsync("a", Cancel);
        Assert.Empty(after.InUse());
        Assert.Equal(2, told);
        _objects.Driver.AttachRequired = false;
        await after.SetUpAsync(Pod("a"), new() { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1" }, Cancel);
        Assert.Empty(after.InUse());
        await after.TearDownAsync("a", Cancel);
    }

    [Fact]
    public async Task Expansion_DriverIsAskedThenTheClaimIsTold()
    {
        await using var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        using var volumes = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        var volume = new CsiVolume { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1" };
        var expansion = new CsiExpansion(new("default", "claim"), "2Gi", (null, null));
        var path = await volumes.SetUpAsync(Pod("a"), volume, Cancel);

        driver.Refusal = "busy";
        await Assert.ThrowsAsync<VolumeException>(() => volumes.ExpandAsync(Pod("a"), volume, expansion, Cancel).AsTask());
        Assert.Empty(_objects.Expanded);
        driver.Refusal = null;
        await volumes.ExpandAsync(Pod("a"), volume, expansion, Cancel);

        Assert.Equal((path, 2L << 30, driver.Staged!.StagingTargetPath), (driver.Expanded!.VolumePath, driver.Expanded.CapacityRange.RequiredBytes, driver.Expanded.StagingTargetPath));
        Assert.Equal(["default/claim 2Gi"], _objects.Expanded);
        await volumes.TearDownAsync("a", Cancel);
    }

    [Fact]
    public async Task Usage_IsWhatTheDriverSays_WithoutDriversThatAreAway()
    {
        var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        using var volumes = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        var path = await volumes.SetUpAsync(Pod("a"), new() { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1", PodVolume = "data" }, Cancel);

        Assert.Equal([new CsiUsage("data", new(60, 100, 40), new(7, 10, 3), IsAbnormal: true)], await volumes.UsageAsync("a", Cancel));
        Assert.Equal((path, driver.Staged!.StagingTargetPath), (driver.Asked!.VolumePath, driver.Asked.StagingTargetPath));
        driver.Refusal = "busy";
        Assert.Empty(await volumes.UsageAsync("a", Cancel));
        driver.Refusal = null;
        await volumes.TearDownAsync("a", Cancel);
        await driver.DisposeAsync();
    }

    [Fact]
    public async Task Driver_RefusesOrRestarts_VolumesStayUntilItTakesThemDown()
    {
        var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        var volume = new CsiVolume { Driver = CsiTestDriver.Name, Handle = "h1", Name = "pv-1" };
        using (var before = new CsiVolumes(_root, drivers, _objects, new(_tokens)))
        {
            driver.Refusal = "busy";
            Assert.Contains("busy", (await Assert.ThrowsAsync<VolumeException>(() => before.SetUpAsync(Pod("a"), volume, Cancel).AsTask())).Message, StringComparison.Ordinal);
            driver.Refusal = null;
            await before.SetUpAsync(Pod("a"), volume, Cancel);
        }

        // Another agent, which knows only what is on disk; and another life of the driver.
        using var after = new CsiVolumes(_root, drivers, _objects, new(_tokens));
        Assert.Equal(["a"], after.Pods());
        driver.Refusal = "later";
        await Assert.ThrowsAsync<VolumeException>(() => after.TearDownAsync("a", Cancel).AsTask());
        Assert.Equal(["a"], after.Pods());
        await driver.DisposeAsync();
        await using var again = await CsiTestDriver.StartAsync(Socket);
        await drivers.LookAsync(Cancel);
        await after.TearDownAsync("a", Cancel);

        Assert.Equal(["unpublish h1", "unstage h1"], again.Calls);
        Assert.Empty(after.Pods());
    }

    [Fact]
    public async Task Driver_ComesAndGoes_IsKnownInTheCluster()
    {
        var driver = await CsiTestDriver.StartAsync(Socket);
        using var drivers = await DriversAsync();
        Assert.True(driver.Registration!.PluginRegistered);
        Assert.Equal(["dirs.example node-id example/zone=a 8"], _objects.Added);

        await driver.DisposeAsync();
        File.Delete(Socket);
        await drivers.LookAsync(Cancel);

        Assert.Equal([CsiTestDriver.Name], _objects.Removed);
        Assert.Equal("driver name dirs.example not found in the list of registered CSI drivers", Assert.Throws<VolumeException>(() => drivers.Get(CsiTestDriver.Name)).Message);
    }

    private static V1Pod Pod(string uid) => new() { Metadata = new() { Name = uid, Namespace = "default", Uid = uid }, Spec = new() { ServiceAccountName = "default" } };

    private async Task<CsiDrivers> DriversAsync()
    {
        var drivers = new CsiDrivers(Path.GetDirectoryName(Socket)!, _objects, NullLogger.Instance);
        await drivers.LookAsync(Cancel);
        return drivers;
    }

    private sealed class Tokens : IServiceAccountTokens
    {
        public string Suffix { get; set; } = "";

        public Exception? Failure { get; set; }

        public ValueTask<ServiceAccountToken> GetAsync(V1Pod pod, V1ServiceAccountTokenProjection source, CancellationToken cancellationToken)
        {
            if (Failure is { } failure) throw failure;
            return new(new ServiceAccountToken($"{pod.Metadata.Uid}:{source.Audience}:{source.ExpirationSeconds}{Suffix}", new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(source.ExpirationSeconds!.Value)));
        }

        public void Forget(string podUid)
        {
        }
    }

    private sealed class Objects : ICsiObjects
    {
        public V1CSIDriverSpec Driver { get; } = new() { PodInfoOnMount = true, VolumeLifecycleModes = ["Persistent", "Ephemeral"] };

        public List<string> Added { get; } = [];

        public List<string> Removed { get; } = [];

        public List<string> Expanded { get; } = [];

        public ValueTask TellExpandedAsync(ObjectKey claim, ResourceQuantity capacity, CancellationToken cancellationToken)
        {
            Expanded.Add($"{claim} {capacity}");
            return default;
        }

        public ValueTask AddDriverAsync(CsiDriver driver, CancellationToken cancellationToken)
        {
            Added.Add($"{driver.Name} {driver.Info.NodeId} {string.Join(',', driver.Info.AccessibleTopology.Segments.Select(pair => $"{pair.Key}={pair.Value}"))} {driver.Info.MaxVolumesPerNode}");
            return default;
        }

        public ValueTask RemoveDriverAsync(string name, CancellationToken cancellationToken)
        {
            Removed.Add(name);
            return default;
        }

        public ValueTask<V1CSIDriverSpec> DriverAsync(string name, CancellationToken cancellationToken) => new(Driver);

        public ValueTask<IReadOnlyDictionary<string, string>> AttachmentAsync(string driver, string volumeHandle, CancellationToken cancellationToken) =>
            new(new Dictionary<string, string> { ["device"] = "attached-here" });

        public ValueTask<IReadOnlyDictionary<string, string>> SecretAsync(string? ns, string? name, CancellationToken cancellationToken) => new(new Dictionary<string, string>());
    }
}
