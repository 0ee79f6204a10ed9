using System.Collections.Immutable;
using System.Net;
using Kube.Api.Models;
using Kube.Node.Proxy;

namespace Kube.Node.Tests.Proxy;

public sealed class ProxyRulesTests
{
    private static readonly IPAddress[] s_nodePorts = [IPAddress.Any];

    [Fact]
    public void From_NodePortService_ListensOnAllItsPlaces()
    {
        var service = Service(spec =>
        {
            spec.Type = "NodePort";
            spec.Ports![0].NodePort = 30080;
            spec.ExternalIPs = ["192.0.2.9"];
        });

        var rules = From(service, Slice(Endpoint("10.0.0.1"), Endpoint("10.0.0.2", ready: false)));

        Assert.Equal(
            ["0.0.0.0:30080/tcp", "10.96.0.5:80/tcp", "192.0.2.9:80/tcp"],
            rules.Listen.Keys.Select(address => address.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(["10.96.0.5", "192.0.2.9"], rules.Addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal));
        Assert.All(rules.Listen.Values, rule => Assert.Equal("10.0.0.1:8080", Assert.Single(rule.Cluster).Target.ToString()));
    }

    [Fact]
    public void From_HostMayNotHaveAddresses_ServesNodePortsOnly()
    {
        var service = Service(spec => spec.Ports![0].NodePort = 30080);

        var rules = ProxyRules.From([service], _ => [Slice(Endpoint("10.0.0.1"))], new("here"), [IPAddress.Loopback], ownsAddresses: false);

        Assert.Equal("127.0.0.1:30080/tcp", Assert.Single(rules.Listen.Keys).ToString());
        Assert.Empty(rules.Addresses);
    }

    [Theory]
    [InlineData("None", null)]
    [InlineData("10.96.0.5", ProxyRules.ProxyName)]
    public void From_ServiceOfNoConcern_DoesNothing(string address, string? label)
    {
        var service = Service(spec => spec.ClusterIP = address);
        if (label is not null) service.Metadata.Labels = new() { [label] = "other" };

        Assert.Empty(From(service, Slice(Endpoint("10.0.0.1"))).Listen);
    }

    [Fact]
    public void From_DualStackService_ListensInBothFamilies_EachWithItsEndpoints()
    {
        var service = Service(spec =>
        {
            spec.Type = "NodePort";
            spec.Ports![0].NodePort = 30080;
            spec.ClusterIPs = ["10.96.0.5", "fd96::5"];
            spec.IpFamilies = ["IPv4", "IPv6"];
            spec.ExternalIPs = ["2001:db8::9"];
        });
        var six = Slice(Endpoint("fd00::1"));
        six.AddressType = "IPv6";

        var rules = ProxyRules.From([service], _ => [Slice(Endpoint("10.0.0.1")), six], new("here"), [IPAddress.Any, IPAddress.IPv6Any], ownsAddresses: true);

        Assert.Equal(
            ["0.0.0.0:30080/tcp 10.0.0.1:8080", "10.96.0.5:80/tcp 10.0.0.1:8080", "[2001:db8::9]:80/tcp [fd00::1]:8080", "[::]:30080/tcp [fd00::1]:8080", "[fd96::5]:80/tcp [fd00::1]:8080"],
            rules.Listen.Select(pair => $"{pair.Key} {string.Join(' ', pair.Value.External.Select(endpoint => endpoint.Target))}").Order(StringComparer.Ordinal));
        // One of two families, whatever slices there are.
        (service.Spec.IpFamilies, service.Spec.ClusterIPs, service.Spec.ExternalIPs) = (["IPv4"], ["10.96.0.5"], null);
        rules = ProxyRules.From([service], _ => [Slice(Endpoint("10.0.0.1")), six], new("here"), [IPAddress.Any, IPAddress.IPv6Any], ownsAddresses: true);
        Assert.Equal(["0.0.0.0:30080/tcp", "10.96.0.5:80/tcp"], rules.Listen.Keys.Select(address => address.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ReadyHere_PodWithBothFamilies_CountsOnce()
    {
        var four = Slice(Endpoint("10.0.0.1", node: "here"), Endpoint("10.0.0.2", node: "here"), Endpoint("10.0.0.3", node: "there"), Endpoint("10.0.0.4", ready: false, node: "here"));
        var six = Slice(Endpoint("fd00::1", node: "here"), Endpoint("fd00::2", node: "here"));
        six.AddressType = "IPv6";

        Assert.Equal((2, 2, 0), (EndpointChoice.ReadyHere([four, six], "here"), EndpointChoice.ReadyHere([four, four], "here"), EndpointChoice.ReadyHere([], "here")));
    }

    [Fact]
    public void Endpoints_NoneIsReady_ThoseOnTheirWayOutServe()
    {
        var draining = Endpoint("10.0.0.1", ready: false, serving: true, terminating: true);
        var dead = Endpoint("10.0.0.2", ready: false, serving: false, terminating: true);

        Assert.Equal("10.0.0.1", Assert.Single(Cluster(From(Service(), Slice(draining, dead)))).Target.Address.ToString());
        Assert.Equal("10.0.0.3", Assert.Single(Cluster(From(Service(), Slice(draining, dead, Endpoint("10.0.0.3"))))).Target.Address.ToString());
    }

    [Fact]
    public void Endpoints_PolicyIsLocal_OnlyThisNodesServe()
    {
        var service = Service(spec =>
        {
            spec.InternalTrafficPolicy = "Local";
            spec.ExternalTrafficPolicy = "Cluster";
        });

        var rule = From(service, Slice(Endpoint("10.0.0.1", node: "here"), Endpoint("10.0.0.2", node: "there"))).Listen.Values.Single();

        Assert.Equal("10.0.0.1", Assert.Single(rule.Cluster).Target.Address.ToString());
        Assert.Equal(2, rule.External.Length);
    }

    [Fact]
    public void Endpoints_InTwoSlices_CountOnce()
    {
        Assert.Single(Cluster(From(Service(), Slice(Endpoint("10.0.0.1", ready: false)), Slice(Endpoint("10.0.0.1")))));
    }

    [Fact]
    public void Endpoints_AllHaveHints_ThoseMeantForThisPlaceServe()
    {
        var near = Hinted("10.0.0.1", "z1");
        var far = Hinted("10.0.0.2", "z2");
        var here = Hinted("10.0.0.3", "z1", "here");
        var there = Hinted("10.0.0.4", "z1", "there");

        Assert.Equal(["10.0.0.1"], Addresses(near, far));
        Assert.Equal(["10.0.0.3"], Addresses(here, there));
        Assert.Equal(["10.0.0.1", "10.0.0.9"], Addresses(near, Endpoint("10.0.0.9")));
        Assert.Equal(["10.0.0.2"], Addresses(far));

        string[] Addresses(params V1Endpoint[] endpoints) => [.. Cluster(From(Service(), Slice(endpoints))).Select(endpoint => endpoint.Target.Address.ToString())];
    }

    private static V1Endpoint Hinted(string address, string zone, string? node = null)
    {
        var endpoint = Endpoint(address);
        endpoint.Hints = new() { ForZones = [new() { Name = zone }], ForNodes = node is null ? null : [new() { Name = node }] };
        return endpoint;
    }

    private static ImmutableArray<ProxyEndpoint> Cluster(ProxyRules rules) => rules.Listen.Values.Single().Cluster;

    private static ProxyRules From(V1Service service, params V1EndpointSlice[] slices) => ProxyRules.From([service], _ => slices, new NodePlace("here", "z1"), s_nodePorts, ownsAddresses: true);

    private static V1Service Service(Action<V1ServiceSpec>? change = null)
    {
        var service = new V1Service
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Spec = new() { ClusterIP = "10.96.0.5", IpFamilies = ["IPv4"], Ports = [new() { Name = "http", Port = 80 }] },
        };
        change?.Invoke(service.Spec);
        return service;
    }

    private static V1EndpointSlice Slice(params V1Endpoint[] endpoints) => new()
    {
        AddressType = "IPv4", Ports = [new() { Name = "http", Port = 8080, Protocol = "TCP" }], Endpoints = [.. endpoints],
    };

    private static V1Endpoint Endpoint(string address, bool ready = true, bool? serving = null, bool terminating = false, string? node = null) => new()
    {
        Addresses = [address], NodeName = node, Conditions = new() { Ready = ready, Serving = serving ?? ready, Terminating = terminating },
    };
}
