using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.VolumeProvisioning;
using Kube.Controllers.Volumes;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.Volumes;

public sealed class VolumeControllersTests
{
    [Fact]
    public async Task Claim_VolumesFit_GetsTheSmallestThatIsLargeEnough()
    {
        await using var cluster = await StartVolumesAsync();
        await cluster.AddAsync(Volume("small", "1Gi"));
        await cluster.AddAsync(Volume("large", "10Gi"));
        await cluster.AddAsync(Volume("right", "3Gi"));
        var once = Volume("once", "2Gi");
        once.Spec.AccessModes = ["ReadOnlyMany"];
        await cluster.AddAsync(once);
        // The binder chooses among the volumes that it knows.
        await cluster.WhenIdleAsync(Cancel);
        await cluster.AddAsync(Claim("data", "2Gi"));
        await cluster.WhenIdleAsync(Cancel);

        var claim = await ClaimAsync(cluster, "data");
        Assert.Equal(("right", "Bound", "3Gi", "ReadWriteOnce"), (claim.Spec.VolumeName, claim.Status!.Phase, claim.Status.Capacity!["storage"].ToString(), claim.Status.AccessModes!.Single()));
        Assert.Equal(("yes", "yes"), (claim.Metadata.Annotations!["pv.kubernetes.io/bind-completed"], claim.Metadata.Annotations["pv.kubernetes.io/bound-by-controller"]));
        var volume = (await VolumeAsync(cluster, "right"))!;
        Assert.Equal(("Bound", claim.Metadata.Uid, "default", "data"), (volume.Status!.Phase, volume.Spec.ClaimRef!.Uid, volume.Spec.ClaimRef.Namespace, volume.Spec.ClaimRef.Name));
        Assert.Equal("Available", (await VolumeAsync(cluster, "large"))!.Status!.Phase);
    }

    [Fact]
    public async Task Claims_AreMany_NoTwoGetOneVolume()
    {
        await using var cluster = await StartVolumesAsync();
        for (var i = 0; i < 6; i++) await cluster.AddAsync(Volume($"v{i}", "1Gi"));
        for (var i = 0; i < 8; i++) await cluster.AddAsync(Claim($"c{i}", "1Gi"));
        await cluster.WhenIdleAsync(Cancel);

        var claims = await cluster.ListAsync<V1PersistentVolumeClaim>("default");
        Assert.Equal(6, claims.Count(static claim => claim.Status!.Phase == "Bound"));
        Assert.Equal(6, claims.Where(static claim => claim.Spec.VolumeName is not null).Select(static claim => claim.Spec.VolumeName).Distinct().Count());
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), static note => note is { Reason: "FailedBinding", Message: "no persistent volumes available for this claim and no storage class is set" });
    }

    [Fact]
    public async Task Claim_HasASelector_OnlyLabelledVolumesFit()
    {
        await using var cluster = await StartVolumesAsync();
        await cluster.AddAsync(Volume("plain", "1Gi"));
        var fast = Volume("fast", "5Gi");
        fast.Metadata.Labels = new() { ["disk"] = "fast" };
        await cluster.AddAsync(fast);
        var claim = Claim("data", "1Gi");
        claim.Spec.Selector = new() { MatchLabels = new() { ["disk"] = "fast" } };
        await cluster.AddAsync(claim);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal("fast", (await ClaimAsync(cluster, "data")).Spec.VolumeName);
    }

    [Fact]
    public async Task Volume_IsGivenToAClaimByName_WaitsForIt()
    {
        await using var cluster = await StartVolumesAsync();
        var volume = Volume("mine", "1Gi");
        volume.Spec.ClaimRef = new() { Namespace = "default", Name = "later" };
        await cluster.AddAsync(volume);
        await cluster.AddAsync(Claim("other", "1Gi"));
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal(("Available", "Pending"), ((await VolumeAsync(cluster, "mine"))!.Status!.Phase, (await ClaimAsync(cluster, "other")).Status!.Phase));
        await cluster.AddAsync(Claim("later", "1Gi"));
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal("mine", (await ClaimAsync(cluster, "later")).Spec.VolumeName);
    }

    [Fact]
    public async Task Claim_AsksForAVolume_GetsItOrIsToldWhyNot()
    {
        await using var cluster = await StartVolumesAsync();
        await cluster.AddAsync(Volume("one", "1Gi"));
        var large = Claim("large", "2Gi");
        large.Spec.VolumeName = "one";
        await cluster.AddAsync(large);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Equal("Pending", (await ClaimAsync(cluster, "large")).Status!.Phase);
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), static note => note is { Reason: "VolumeMismatch", Message: "Cannot bind to requested volume \"one\": requested PV is too small" });
        var right = Claim("right", "1Gi");
        right.Spec.VolumeName = "one";
        await cluster.AddAsync(right);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal("Bound", (await ClaimAsync(cluster, "right")).Status!.Phase);
        Assert.Null((await ClaimAsync(cluster, "right")).Metadata.Annotations!.GetValueOrDefault("pv.kubernetes.io/bound-by-controller"));
    }

    [Fact]
    public async Task Claim_Goes_RetainedVolumeIsReleased()
    {
        await using var cluster = await StartVolumesAsync();
        await cluster.AddAsync(Volume("kept", "1Gi"));
        await cluster.AddAsync(Claim("data", "1Gi"));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.DeleteAsync<V1PersistentVolumeClaim>("default", "data");
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal("Released", (await VolumeAsync(cluster, "kept"))!.Status!.Phase);

        await cluster.AddAsync(Claim("data", "1Gi"));
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal("Pending", (await ClaimAsync(cluster, "data")).Status!.Phase);
    }

    [Fact]
    public async Task Volume_Goes_ItsClaimIsLost()
    {
        await using var cluster = await StartVolumesAsync();
        await cluster.AddAsync(Volume("gone", "1Gi"));
        await cluster.AddAsync(Claim("data", "1Gi"));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.DeleteAsync<V1PersistentVolume>("", "gone");
        await cluster.WhenIdleAsync(Cancel);
        Assert.NotNull((await VolumeAsync(cluster, "gone"))!.Metadata.DeletionTimestamp);
        var volume = (await VolumeAsync(cluster, "gone"))!;
        volume.Metadata.Finalizers = null;
        await cluster.Client.For<V1PersistentVolume>().UpdateAsync(volume, WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal("Lost", (await ClaimAsync(cluster, "data")).Status!.Phase);
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), static note => note is { Reason: "ClaimLost", Message: "Bound claim has lost its PersistentVolume. Data on the volume is lost!" });
    }

    [Fact]
    public async Task Class_HasAProvisioner_VolumeIsMadeAndGoesWithItsClaim()
    {
        var disks = new Disks();
        await using var cluster = await StartVolumesAsync(disks);
        await cluster.AddAsync(Class("disks"));
        await cluster.AddAsync(Claim("data", "2Gi", "disks"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        var claim = await ClaimAsync(cluster, "data");
        var name = $"pvc-{claim.Metadata.Uid}";
        Assert.Equal((name, "Bound", Disks.Provisioner), (claim.Spec.VolumeName, claim.Status!.Phase, claim.Metadata.Annotations!["volume.kubernetes.io/storage-provisioner"]));
        var volume = (await VolumeAsync(cluster, name))!;
        Assert.Equal(("disks", "Delete", Disks.Provisioner, "2Gi"), (volume.Spec.StorageClassName, volume.Spec.PersistentVolumeReclaimPolicy, volume.Metadata.Annotations!["pv.kubernetes.io/provisioned-by"], volume.Spec.Capacity!["storage"].ToString()));
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), note => note.Reason == "ProvisioningSucceeded" && note.Message == $"Successfully provisioned volume {name} using {Disks.Provisioner}");

        await cluster.DeleteAsync<V1PersistentVolumeClaim>("default", "data");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Null(await VolumeAsync(cluster, name));
        Assert.Equal([name], disks.Deleted);
    }

    [Fact]
    public async Task Provisioner_Fails_IsAskedAgain()
    {
        var disks = new Disks { Failures = 2 };
        await using var cluster = await StartVolumesAsync(disks);
        await cluster.AddAsync(Class("disks"));
        await cluster.AddAsync(Claim("data", "2Gi", "disks"));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal("Bound", (await ClaimAsync(cluster, "data")).Status!.Phase);
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), static note => note is { Reason: "ProvisioningFailed", Message: "Failed to provision volume with StorageClass \"disks\": no disk left" });
    }

    [Fact]
    public async Task Class_IsServedElsewhere_ClaimSaysByWhom()
    {
        await using var cluster = await StartVolumesAsync();
        var elsewhere = Class("elsewhere");
        elsewhere.Provisioner = "csi.example.com";
        await cluster.AddAsync(elsewhere);
        await cluster.AddAsync(Claim("data", "1Gi", "elsewhere"));
        await cluster.AddAsync(Claim("unknown", "1Gi", "nowhere"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal("csi.example.com", (await ClaimAsync(cluster, "data")).Metadata.Annotations!["volume.beta.kubernetes.io/storage-provisioner"]);
        var events = await cluster.ListAsync<Corev1Event>("default");
        Assert.Contains(events, static note => note.Reason == "ExternalProvisioning" && note.Message!.StartsWith("Waiting for a volume to be created either by the external provisioner 'csi.example.com'", StringComparison.Ordinal));
        Assert.Contains(events, static note => note is { Reason: "ProvisioningFailed", Message: "storageclass.storage.k8s.io \"nowhere\" not found" });
    }

    [Fact]
    public async Task Class_WaitsForTheFirstConsumer_VolumeIsMadeWhenANodeIsChosen()
    {
        var disks = new Disks();
        await using var cluster = await StartVolumesAsync(disks);
        var late = Class("late");
        late.VolumeBindingMode = "WaitForFirstConsumer";
        await cluster.AddAsync(late);
        await cluster.AddAsync(new V1Node { Metadata = new() { Name = "n1" } });
        await cluster.AddAsync(Claim("data", "1Gi", "late"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Equal("Pending", (await ClaimAsync(cluster, "data")).Status!.Phase);
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), static note => note is { Reason: "WaitForFirstConsumer", Message: "waiting for first consumer to be created before binding" });
        var claim = await ClaimAsync(cluster, "data");
        (claim.Metadata.Annotations ??= [])["volume.kubernetes.io/selected-node"] = "n1";
        await cluster.Client.For<V1PersistentVolumeClaim>().UpdateAsync(claim, WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal("Bound", (await ClaimAsync(cluster, "data")).Status!.Phase);
        Assert.Equal("n1", disks.LastNode);
    }

    internal static Task<TestCluster> StartVolumesAsync(IVolumeProvisioner? provisioner = null) => TestCluster.StartAsync(
        options =>
        {
            (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
            options.Controllers = static controllers => controllers.AddVolumeControllers();
            if (provisioner is not null) options.Services = services => services.AddSingleton(provisioner);
        },
        Cancel);

    internal static V1PersistentVolume Volume(string name, string size) => new()
    {
        Metadata = new() { Name = name },
        Spec = new() { Capacity = new() { ["storage"] = size }, AccessModes = ["ReadWriteOnce"], HostPath = new() { Path = $"/tmp/{name}" } },
    };

    internal static V1PersistentVolumeClaim Claim(string name, string size, string storageClass = "") => new()
    {
        Metadata = new() { Name = name, Namespace = "default" },
        Spec = new() { AccessModes = ["ReadWriteOnce"], StorageClassName = storageClass, Resources = new() { Requests = new() { ["storage"] = size } } },
    };

    internal static async Task<V1PersistentVolumeClaim> ClaimAsync(TestCluster cluster, string name) => (await cluster.FindAsync<V1PersistentVolumeClaim>("default", name))!;

    private static Task<V1PersistentVolume?> VolumeAsync(TestCluster cluster, string name) => cluster.FindAsync<V1PersistentVolume>("", name);

    private static V1StorageClass Class(string name) => new() { Metadata = new() { Name = name }, Provisioner = Disks.Provisioner };

    private sealed class Disks : IVolumeProvisioner
    {
        public const string Provisioner = "example.com/disks";

        public string Name => Provisioner;

        public int Failures { get; set; }

        public List<string> Deleted { get; } = [];

        public string? LastNode { get; private set; }

        public ValueTask<V1PersistentVolume> ProvisionAsync(ProvisionRequest request, CancellationToken cancellationToken)
        {
            if (Failures-- > 0) throw new IOException("no disk left");
            LastNode = request.Node?.Metadata.Name;
            return new(new V1PersistentVolume { Spec = new() { HostPath = new() { Path = $"/disks/{request.VolumeName}" } } });
        }

        public ValueTask DeleteAsync(V1PersistentVolume volume, CancellationToken cancellationToken)
        {
            Deleted.Add(volume.Metadata.Name!);
            return ValueTask.CompletedTask;
        }
    }
}
