using Kube.Api.Models;
using Kube.Controllers.EndpointSlices;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests.EndpointSlices;

public sealed class EndpointSliceReconcilerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_HasPods_SliceTellsOfThem()
    {
        await using var cluster = await StartAsync();
        var service = await cluster.CreateAsync(Service());
        await cluster.CreateAsync(Workloads.Pod("a"));
        await cluster.CreateAsync(Workloads.Pod("b", "other"));
        await cluster.RunPodsAsync();

        var slice = Assert.Single(await cluster.ListAsync<V1EndpointSlice>());
        Assert.StartsWith("web-", slice.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal(("web", SliceNames.Controller, "gold"), (
            slice.Metadata.Labels![SliceNames.ServiceName], slice.Metadata.Labels[SliceNames.ManagedBy], slice.Metadata.Labels["tier"]));
        Assert.Equal((service.Metadata.Uid, "Service"), (slice.Metadata.OwnerReferences![0].Uid, slice.Metadata.OwnerReferences[0].Kind));
        Assert.True(slice.Metadata.Annotations?.ContainsKey(SliceNames.TriggerTime));
        var port = Assert.Single(slice.Ports!);
        Assert.Equal(("web", 8080, "TCP"), (port.Name, port.Port, port.Protocol));
        var endpoint = Assert.Single(slice.Endpoints!);
        Assert.Equal(("a", "Pod", Workloads.Node, "z1"), (endpoint.TargetRef!.Name, endpoint.TargetRef.Kind, endpoint.NodeName, endpoint.Zone));
        Assert.Equal((true, true, false), (endpoint.Conditions.Ready, endpoint.Conditions.Serving, endpoint.Conditions.Terminating));
    }

    [Fact]
    public async Task Pod_IsToldToGo_IsTerminatingUntilItHasEnded()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateAsync(Service());
        await cluster.CreateAsync(Workloads.Pod("a"));
        await cluster.RunPodsAsync();
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", "a"), new(), Cancel);
        await cluster.WhenIdleAsync(Cancel);

        var conditions = Assert.Single(Assert.Single(await cluster.ListAsync<V1EndpointSlice>()).Endpoints!).Conditions;
        Assert.Equal((false, true, true), (conditions.Ready, conditions.Serving, conditions.Terminating));
        await cluster.EndPodsAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Empty(Assert.Single(await cluster.ListAsync<V1EndpointSlice>()).Endpoints ?? []);
    }

    [Fact]
    public async Task Service_PublishesNotReady_AllAreReady()
    {
        await using var cluster = await StartAsync();
        var service = Service();
        service.Spec.PublishNotReadyAddresses = true;
        await cluster.CreateAsync(service);
        await cluster.CreateAsync(Workloads.Pod("a"));
        await cluster.RunPodsAsync();
        await cluster.SetStatusAsync("a", status => Workloads.SetReady(status, "False", cluster.Time));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        var conditions = Assert.Single(Assert.Single(await cluster.ListAsync<V1EndpointSlice>()).Endpoints!).Conditions;
        Assert.Equal((true, false), (conditions.Ready, conditions.Serving));
    }

    [Fact]
    public async Task Slice_IsDeletedByHand_IsMadeAgain()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateAsync(Service());
        await cluster.CreateAsync(Workloads.Pod("a"));
        await cluster.RunPodsAsync();
        var name = Assert.Single(await cluster.ListAsync<V1EndpointSlice>()).Metadata.Name!;
        await cluster.Client.For<V1EndpointSlice>().DeleteAsync(new("default", name), new(), Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Single(Assert.Single(await cluster.ListAsync<V1EndpointSlice>()).Endpoints!);
    }

    [Fact]
    public async Task Headless_PodsWithHostNames_KeepThem()
    {
        await using var cluster = await StartAsync();
        var service = Service();
        service.Spec.ClusterIP = "None";
        await cluster.CreateAsync(service);
        var pod = Workloads.Pod("a");
        pod.Spec.Hostname = "zero";
        pod.Spec.Subdomain = "web";
        await cluster.CreateAsync(pod);
        await cluster.RunPodsAsync();

        var slice = Assert.Single(await cluster.ListAsync<V1EndpointSlice>());
        Assert.Equal("", slice.Metadata.Labels![SliceNames.Headless]);
        Assert.Equal("zero", Assert.Single(slice.Endpoints!).Hostname);
    }

    [Fact]
    public async Task Endpoints_OfAServiceWithoutSelector_AreMirroredAndUnmirrored()
    {
        await using var cluster = await StartAsync();
        var service = Service();
        service.Spec.Selector = null;
        await cluster.CreateAsync(service);
        await cluster.CreateAsync(new V1Endpoints
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Subsets = [new() { Addresses = [new() { Ip = "192.0.2.1" }], NotReadyAddresses = [new() { Ip = "192.0.2.2" }], Ports = [new() { Name = "web", Port = 80 }] }],
        });

        var slice = Assert.Single(await cluster.ListAsync<V1EndpointSlice>());
        Assert.Equal((SliceNames.MirroringController, "Endpoints"), (slice.Metadata.Labels![SliceNames.ManagedBy], slice.Metadata.OwnerReferences![0].Kind));
        Assert.Equal([("192.0.2.1", true), ("192.0.2.2", false)], slice.Endpoints!.Select(endpoint => (endpoint.Addresses[0], endpoint.Conditions.Ready!.Value)).Order());

        await cluster.Client.For<V1Endpoints>().DeleteAsync(new("default", "web"), new(), Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Empty(await cluster.ListAsync<V1EndpointSlice>());
    }

    [Fact]
    public async Task Endpoints_OfAServiceWithSelector_AreKeptAndDeletedWithIt()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateAsync(Service());
        await cluster.CreateAsync(Workloads.Pod("a"));
        await cluster.CreateAsync(Workloads.Pod("b"));
        await cluster.RunPodsAsync();
        await cluster.SetStatusAsync("b", status => Workloads.SetReady(status, "False", cluster.Time));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        var endpoints = await cluster.GetAsync<V1Endpoints>("web");
        var subset = Assert.Single(endpoints.Subsets!);
        Assert.Equal("a", Assert.Single(subset.Addresses!).TargetRef!.Name);
        Assert.Equal("b", Assert.Single(subset.NotReadyAddresses!).TargetRef!.Name);
        Assert.Equal(("web", 8080, "TCP"), (subset.Ports![0].Name, subset.Ports[0].Port, subset.Ports[0].Protocol));

        await cluster.Client.For<V1Service>().DeleteAsync(new("default", "web"), new(), Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Empty(await cluster.ListAsync<V1Endpoints>());
    }

    private static Task<TestCluster> StartAsync() => Workloads.StartAsync();

    private static V1Service Service() => new()
    {
        Metadata = new() { Name = "web", Namespace = "default", Labels = new() { ["tier"] = "gold" } },
        Spec = new() { Selector = new() { ["app"] = "web" }, Ports = [new() { Name = "web", Port = 80, TargetPort = "http" }] },
    };
}
