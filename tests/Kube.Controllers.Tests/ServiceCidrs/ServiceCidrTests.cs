using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.ServiceCidrs;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.ServiceCidrs;

public sealed class ServiceCidrTests
{
    [Fact]
    public async Task Network_IsMade_IsHeldAndReadyAndGivesAddresses()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddServiceCidrController());
        await cluster.AddAsync(Network("more", "10.97.0.0/28"));
        await cluster.WhenIdleAsync(Cancel);

        var more = (await cluster.FindAsync<V1ServiceCIDR>("", "more"))!;
        Assert.Equal(["networking.k8s.io/service-cidr-finalizer"], more.Metadata.Finalizers!);
        var ready = Assert.Single(more.Status!.Conditions!);
        Assert.Equal(("Ready", "True", "", "Kubernetes Service CIDR is ready"), (ready.Type, ready.Status, ready.Reason ?? "", ready.Message));
        Assert.Equal("10.97.0.9", (await cluster.AddAsync(Service("named", "10.97.0.9"))).Spec.ClusterIP);
        var record = (await cluster.FindAsync<V1IPAddress>("", "10.97.0.9"))!;
        Assert.Equal(("services", "default", "named"), (record.Spec.ParentRef!.Resource, record.Spec.ParentRef.Namespace, record.Spec.ParentRef.Name));
    }

    [Fact]
    public async Task Network_IsDeletedInUse_WaitsForItsAddressesThenForTheGrace()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddServiceCidrController());
        await cluster.AddAsync(Network("more", "10.97.0.0/28"));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.AddAsync(Service("last", "10.97.0.9"));
        await cluster.DeleteAsync<V1ServiceCIDR>("", "more");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);

        var held = (await cluster.FindAsync<V1ServiceCIDR>("", "more"))!;
        var condition = Assert.Single(held.Status!.Conditions!);
        Assert.Equal(
            ("Ready", "False", "Terminating", "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR"),
            (condition.Type, condition.Status, condition.Reason, condition.Message));
        var refused = await Assert.ThrowsAsync<InvalidException>(() => cluster.AddAsync(Service("late", "10.97.0.10")));
        Assert.Contains("failed to allocate IP 10.97.0.10: the provided network does not match the current range", refused.Message, StringComparison.Ordinal);

        await cluster.DeleteAsync<V1Service>("default", "last");
        await cluster.WhenIdleAsync(Cancel);
        Assert.Null(await cluster.FindAsync<V1ServiceCIDR>("", "more"));
    }

    [Fact]
    public async Task Network_IsDeletedUnused_StaysForTheGrace()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddServiceCidrController());
        await cluster.AddAsync(Network("more", "10.97.0.0/28"));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.DeleteAsync<V1ServiceCIDR>("", "more");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(8), Cancel);
        Assert.NotNull(await cluster.FindAsync<V1ServiceCIDR>("", "more"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(3), Cancel);
        Assert.Null(await cluster.FindAsync<V1ServiceCIDR>("", "more"));
    }

    [Fact]
    public async Task Network_AnotherHasItsAddresses_Goes()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddServiceCidrController());
        await cluster.AddAsync(Network("more", "10.97.0.0/28"));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.AddAsync(Service("last", "10.97.0.9"));
        await cluster.DeleteAsync<V1ServiceCIDR>("", "more");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.NotNull(await cluster.FindAsync<V1ServiceCIDR>("", "more"));

        await cluster.AddAsync(Network("larger", "10.97.0.0/24"));
        await cluster.WhenIdleAsync(Cancel);
        Assert.Null(await cluster.FindAsync<V1ServiceCIDR>("", "more"));
        Assert.NotNull(await cluster.FindAsync<V1IPAddress>("", "10.97.0.9"));
    }

    [Fact]
    public async Task DefaultNetwork_ItsAddressesAreInUse_StaysAndIsToldOf()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddServiceCidrController());
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal("Kubernetes Service CIDR is ready", (await cluster.FindAsync<V1ServiceCIDR>("", "kubernetes"))!.Status!.Conditions![0].Message);
        await cluster.AddAsync(Service("any"));
        await cluster.DeleteAsync<V1ServiceCIDR>("", "kubernetes");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal("Terminating", (await cluster.FindAsync<V1ServiceCIDR>("", "kubernetes"))!.Status!.Conditions![0].Reason);

        // Once it can go it goes, and is made anew.
        await cluster.DeleteAsync<V1Service>("default", "any");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        var anew = (await cluster.FindAsync<V1ServiceCIDR>("", "kubernetes"))!;
        Assert.Null(anew.Metadata.DeletionTimestamp);
        Assert.Equal("True", anew.Status!.Conditions![0].Status);
    }

    [Theory]
    [InlineData("10.97.0.0", false)]
    [InlineData("10.97.0.1", true)]
    [InlineData("10.97.0.14", true)]
    [InlineData("10.97.0.15", false)]
    [InlineData("fd00::", false)]
    [InlineData("fd00::ffff", true)]
    public void Network_AtItsEnds_HasWhatServicesCanHave(string address, bool has) =>
        Assert.Equal(has, NetworkCoverage.Has(Network("both", "10.97.0.0/28", "fd00::/112"), System.Net.IPAddress.Parse(address)));

    private static V1ServiceCIDR Network(string name, params string[] cidrs) => new() { Metadata = new() { Name = name }, Spec = new() { Cidrs = [.. cidrs] } };

    private static V1Service Service(string name, string? address = null) => new()
    {
        Metadata = new() { Name = name, Namespace = "default" },
        Spec = new() { ClusterIP = address, Ports = [new() { Port = 80 }] },
    };
}
