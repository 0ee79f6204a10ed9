using Kube.Api.Models;
using Kube.Controllers.Endpoints;

namespace Kube.Controllers.Tests.Endpoints;

public sealed class EndpointSubsetsTests
{
    [Fact]
    public void Of_PodsWithDifferentNumbersBehindAName_AreInDifferentSubsets()
    {
        var service = new V1Service
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Spec = new() { ClusterIP = "10.96.0.5", IpFamilies = ["IPv4"], Ports = [new() { Port = 80, TargetPort = "http" }] },
        };

        var subsets = EndpointSubsets.Of(service, [Pod("a", "10.0.0.2", 8080), Pod("b", "10.0.0.1", 9090), Pod("c", "10.0.0.10", 8080)]);

        Assert.Equal(["8080: 10.0.0.2 10.0.0.10", "9090: 10.0.0.1"], subsets.Select(subset => $"{subset.Ports![0].Port}: {string.Join(' ', subset.Addresses!.Select(address => address.Ip))}"));
    }

    [Fact]
    public void Truncate_MoreThanAnObjectHolds_CutsWhatIsNotReadyFirst()
    {
        List<V1EndpointSubset> subsets =
        [
            new() { Addresses = Addresses(600), NotReadyAddresses = Addresses(300) },
            new() { Addresses = Addresses(200), NotReadyAddresses = Addresses(100) },
        ];

        Assert.True(EndpointSubsets.Truncate(subsets));
        Assert.Equal([600, 150, 200, 50], subsets.SelectMany(subset => (int[])[subset.Addresses!.Count, subset.NotReadyAddresses!.Count]));
        Assert.False(EndpointSubsets.Truncate(subsets));
    }

    [Fact]
    public void Truncate_TooManyReady_KeepsTheShares()
    {
        List<V1EndpointSubset> subsets = [new() { Addresses = Addresses(1500), NotReadyAddresses = Addresses(5) }, new() { Addresses = Addresses(500) }];

        Assert.True(EndpointSubsets.Truncate(subsets));
        Assert.Equal((750, 250, null), (subsets[0].Addresses!.Count, subsets[1].Addresses!.Count, subsets[0].NotReadyAddresses?.Count));
    }

    private static List<V1EndpointAddress> Addresses(int count) => [.. Enumerable.Range(0, count).Select(number => new V1EndpointAddress { Ip = $"10.0.{number / 256}.{number % 256}" })];

    private static V1Pod Pod(string name, string ip, int port) => new()
    {
        Metadata = new() { Name = name, Namespace = "default", Uid = name },
        Spec = new() { Containers = [new() { Name = "c", Ports = [new() { Name = "http", ContainerPort = port }] }] },
        Status = new() { Phase = "Running", PodIP = ip, Conditions = [new() { Type = "Ready", Status = "True" }] },
    };
}
