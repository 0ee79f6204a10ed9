using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.ServiceCidrs;

/// <summary>What the API server does about services and addresses that do not belong together, in a cluster because time plays a part.</summary>
public sealed class AddressRepairTests
{
    [Fact]
    public async Task Record_IsDeletedUnderItsService_IsMadeAgain()
    {
        await using var cluster = await StartAsync(static _ => { });
        var address = await ServeAsync(cluster, "web");
        await cluster.DeleteAsync<V1IPAddress>("", address);
        await SettleAsync(cluster);

        var record = (await cluster.FindAsync<V1IPAddress>("", address))!;
        Assert.Equal(("services", "default", "web"), (record.Spec.ParentRef!.Resource, record.Spec.ParentRef.Namespace, record.Spec.ParentRef.Name));
        Assert.Equal("ipallocator.k8s.io", record.Metadata.Labels!["ipaddress.kubernetes.io/managed-by"]);
        Assert.Equal(("web", $"Cluster IP [IPv4]: {address} is not allocated; repairing"), await ToldAsync(cluster, "ClusterIPNotAllocated", "ClusterIPAllocation"));
    }

    [Fact]
    public async Task Record_LosesItsLabels_GetsThemBack()
    {
        await using var cluster = await StartAsync(static _ => { });
        var address = await ServeAsync(cluster, "web");
        var bare = (await cluster.FindAsync<V1IPAddress>("", address))!;
        bare.Metadata.Labels = null;
        await cluster.Client.For<V1IPAddress>().UpdateAsync(bare, WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(4), Cancel);
        Assert.Equal("IPv4", (await cluster.FindAsync<V1IPAddress>("", address))!.Metadata.Labels?["ipaddress.kubernetes.io/ip-family"]);
    }

    [Fact]
    public async Task Record_HasNoService_GoesAfterAMinute()
    {
        await using var cluster = await StartAsync(static _ => { });
        await cluster.AddAsync(Record("10.96.0.77", managed: true, new() { Resource = "services", Namespace = "default", Name = "lost" }));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(50), Cancel);
        Assert.NotNull(await cluster.FindAsync<V1IPAddress>("", "10.96.0.77"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(25), Cancel);
        Assert.Null(await cluster.FindAsync<V1IPAddress>("", "10.96.0.77"));
        Assert.Equal(
            ("10.96.0.77", "IPAddress: 10.96.0.77 for Service default/lost appears to have leaked: cleaning up"), await ToldAsync(cluster, "IPAddressNotAllocated", "IPAddressAllocation"));
    }

    [Fact]
    public async Task Record_NamesAServiceWithAnotherAddress_Goes()
    {
        await using var cluster = await StartAsync(static _ => { });
        await ServeAsync(cluster, "web");
        await cluster.AddAsync(Record("10.96.0.77", managed: true, new() { Resource = "services", Namespace = "default", Name = "web" }));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(75), Cancel);
        Assert.Null(await cluster.FindAsync<V1IPAddress>("", "10.96.0.77"));
        Assert.Equal(
            ("10.96.0.77", "IPAddress: 10.96.0.77 for Service default/web has a wrong reference; cleaning up"), await ToldAsync(cluster, "IPAddressWrongReference", "IPAddressAllocation"));
    }

    [Fact]
    public async Task Record_IsManagedAndOfNoService_GoesAtOnceAndOthersStay()
    {
        await using var cluster = await StartAsync(static _ => { });
        var gateway = new V1ParentReference { Group = "gateway.example.com", Resource = "gateways", Namespace = "default", Name = "front" };
        await cluster.AddAsync(Record("10.96.0.77", managed: true, gateway));
        await cluster.AddAsync(Record("10.96.0.78", managed: false, gateway));
        await SettleAsync(cluster);
        Assert.Null(await cluster.FindAsync<V1IPAddress>("", "10.96.0.77"));
        Assert.NotNull(await cluster.FindAsync<V1IPAddress>("", "10.96.0.78"));
        Assert.Equal(
            ("10.96.0.77", "IPAddress 10.96.0.77 appears to have been modified, not referencing a Service "
                + "&ParentReference{Group:gateway.example.com,Resource:gateways,Namespace:default,Name:front,}: cleaning up"),
            await ToldAsync(cluster, "IPAddressNotAllocated", "IPAddressAllocation"));
    }

    [Fact]
    public async Task Services_ComeAndGo_NobodyIsToldAnything()
    {
        await using var cluster = await StartAsync(static _ => { });
        for (var i = 0; i < 5; i++) await ServeAsync(cluster, $"web-{i}");
        for (var i = 0; i < 3; i++) await cluster.DeleteAsync<V1Service>("default", $"web-{i}");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(10), Cancel);
        Assert.Empty(await cluster.ListAsync<Eventsv1Event>(""));
        Assert.Equal(2, (await cluster.ListAsync<V1IPAddress>("")).Count);
    }

    private static async Task<string> ServeAsync(TestCluster cluster, string name) =>
        (await cluster.AddAsync(new V1Service { Metadata = new() { Name = name, Namespace = "default" }, Spec = new() { Ports = [new() { Port = 80 }] } })).Spec.ClusterIP!;

    // Repairs are told of after a moment.
    private static async Task SettleAsync(TestCluster cluster) => await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);

    private static V1IPAddress Record(string address, bool managed, V1ParentReference parent) => new()
    {
        Metadata = new()
        {
            Name = address,
            Labels = managed ? new() { ["ipaddress.kubernetes.io/ip-family"] = "IPv4", ["ipaddress.kubernetes.io/managed-by"] = "ipallocator.k8s.io" } : null,
        },
        Spec = new() { ParentRef = parent },
    };

    private static async Task<(string Name, string Note)> ToldAsync(TestCluster cluster, string reason, string action)
    {
        await SettleAsync(cluster);
        var told = Assert.Single(await cluster.ListAsync<Eventsv1Event>("default"), note => note.Reason == reason);
        Assert.Equal(("Warning", action, "ipallocator-repair-controller"), (told.Type, told.Action, told.ReportingController));
        return (told.Regarding!.Name!, told.Note!);
    }
}
