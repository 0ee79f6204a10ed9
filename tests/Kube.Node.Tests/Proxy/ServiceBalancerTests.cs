using System.Net;
using Kube.Node.Proxy;
using Kube.Testing.Time;

namespace Kube.Node.Tests.Proxy;

public sealed class ServiceBalancerTests
{
    private static readonly ProxyEndpoint[] s_endpoints =
        [.. Enumerable.Range(1, 3).Select(number => new ProxyEndpoint(new IPEndPoint(new IPAddress([10, 0, 0, (byte)number]), 80), IsLocal: false))];

    [Fact]
    public void Order_ManyClients_TakesTurnsAndNamesTheOthersAfter()
    {
        var balancer = new ServiceBalancer(Rule(null), TimeProvider.System);

        var orders = Enumerable.Range(0, 6).Select(_ => balancer.Order(IPAddress.Loopback, isExternal: false)).ToList();

        Assert.All(s_endpoints, endpoint => Assert.Equal(2, orders.Count(order => order[0] == endpoint)));
        Assert.All(orders, order => Assert.Equal(3, order.Distinct().Count()));
    }

    [Fact]
    public void Order_ClientHasAffinity_StaysWhileItsEndpointDoes()
    {
        var time = new VirtualTime(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var balancer = new ServiceBalancer(Rule(TimeSpan.FromSeconds(10)), time);
        var client = IPAddress.Parse("192.0.2.1");
        balancer.Remember(client, s_endpoints[2]);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(s_endpoints[2], balancer.Order(client, isExternal: false)[0]));
        balancer.Rule = balancer.Rule with { Cluster = [s_endpoints[0], s_endpoints[1]] };
        Assert.NotEqual(s_endpoints[2], balancer.Order(client, isExternal: false)[0]);
    }

    [Fact]
    public void Order_NoEndpoints_IsEmpty() =>
        Assert.Empty(new ServiceBalancer(Rule(null) with { External = [] }, TimeProvider.System).Order(IPAddress.Loopback, isExternal: true));

    private static ServicePortRule Rule(TimeSpan? affinity) => new(new("default", "web", "http", "TCP"), [.. s_endpoints], [.. s_endpoints], affinity);
}
