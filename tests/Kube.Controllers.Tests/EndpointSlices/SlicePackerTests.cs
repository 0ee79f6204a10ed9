using Kube.Api.Models;
using Kube.Controllers.EndpointSlices;

namespace Kube.Controllers.Tests.EndpointSlices;

public sealed class SlicePackerTests
{
    private static readonly List<Discoveryv1EndpointPort> s_ports = [new() { Name = "http", Port = 8080, Protocol = "TCP" }];

    [Fact]
    public void Pack_MoreThanASliceHolds_MakesSeveral()
    {
        var plan = Pack([], Endpoints(0, 250));

        Assert.Equal([50, 100, 100], plan.Create.Select(slice => slice.Endpoints!.Count).Order());
        Assert.Empty(plan.Update);
    }

    [Fact]
    public void Pack_NothingChanged_WritesNothing()
    {
        var existing = Slices(("a", Endpoints(0, 100)), ("b", Endpoints(100, 40)));

        var plan = Pack(existing, Endpoints(0, 140));

        Assert.Empty(plan.Create);
        Assert.Empty(plan.Update);
        Assert.Empty(plan.Delete);
    }

    [Fact]
    public void Pack_SomeMoreFit_FillsTheSliceWithLeastRoom()
    {
        var existing = Slices(("a", Endpoints(0, 40)), ("b", Endpoints(100, 90)));

        var plan = Pack(existing, [.. Endpoints(0, 40), .. Endpoints(100, 90), .. Endpoints(300, 5)]);

        Assert.Equal(("b", 95), (Assert.Single(plan.Update).Metadata.Name, plan.Update[0].Endpoints!.Count));
    }

    [Fact]
    public void Pack_OneLeftAndOneCame_ChangesOneSlice()
    {
        var existing = Slices(("a", Endpoints(0, 100)), ("b", Endpoints(100, 100)));

        var plan = Pack(existing, [.. Endpoints(1, 99), .. Endpoints(100, 101)]);

        Assert.Equal(("a", 100), (Assert.Single(plan.Update).Metadata.Name, plan.Update[0].Endpoints!.Count));
        Assert.Empty(plan.Create);
    }

    [Fact]
    public void Pack_AllEndpointsGone_KeepsAnEmptySlice()
    {
        var plan = Pack(Slices(("a", Endpoints(0, 3))), []);

        // The slice is reused as the placeholder: one write.
        var placeholder = Assert.Single(plan.Update);
        Assert.Equal(("a", 0, 0), (placeholder.Metadata.Name, placeholder.Endpoints!.Count, placeholder.Ports!.Count));
        Assert.Empty(Pack([placeholder], []).Update);
        Assert.Empty(Pack([placeholder], []).Create);
    }

    [Fact]
    public void Pack_PortsChanged_ReusesTheSlice()
    {
        var existing = Slices(("a", Endpoints(0, 3)));
        existing[0].Ports = [new() { Name = "http", Port = 9090, Protocol = "TCP" }];

        var plan = Pack(existing, Endpoints(0, 3));

        Assert.Equal(8080, Assert.Single(plan.Update).Ports![0].Port);
        Assert.Empty(plan.Delete);
        Assert.Empty(plan.Create);
    }

    private static SlicePlan Pack(IReadOnlyList<V1EndpointSlice> existing, List<V1Endpoint> endpoints) =>
        new SlicePacker(family => new() { AddressType = family, Metadata = new() { GenerateName = "web-" } }, 100)
            .Pack(existing, endpoints.Count == 0 ? [] : [new SliceGroup("IPv4", s_ports, endpoints)], ["IPv4"]);

    private static List<V1EndpointSlice> Slices(params (string Name, List<V1Endpoint> Endpoints)[] slices) =>
        [.. slices.Select(slice => new V1EndpointSlice { Metadata = new() { Name = slice.Name }, AddressType = "IPv4", Ports = s_ports, Endpoints = slice.Endpoints })];

    private static List<V1Endpoint> Endpoints(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => new V1Endpoint { Addresses = [$"10.0.{number / 250}.{number % 250}"], Conditions = new() { Ready = true } })];
}
