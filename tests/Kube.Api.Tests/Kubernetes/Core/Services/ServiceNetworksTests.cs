using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Kubernetes.Core.Services;

public sealed class ServiceNetworksTests : IAsyncLifetime
{
    // Two addresses of IPv4, fifteen of IPv6.
    private readonly ApiUnderTest _api = new(static api => api.AddServiceNetwork(static network => network.ClusterIPRanges = ["10.96.0.0/30", "fd00::/124"]));

    public async ValueTask InitializeAsync() => await _api.AddNamespacesAsync("default");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Create_OptionsRangeIsFull_AnotherNetworkMakesRoom()
    {
        await AddAsync(Network("kubernetes", "10.96.0.0/30", "fd00::/124"));
        Assert.Equal(["10.96.0.1", "10.96.0.2"], new[] { await ServeAsync("a"), await ServeAsync("b") }.Order());
        await FullAsync();

        await AddAsync(Network("more", "10.97.0.0/30"));
        Assert.Equal(["10.97.0.1", "10.97.0.2"], new[] { await ServeAsync("c"), await ServeAsync("d") }.Order());
        await FullAsync();

        // What is given back is found again, wherever it is.
        await _api.DeleteAsync("services", "default", "a");
        Assert.Contains("10.96.0.", await ServeAsync("e"), StringComparison.Ordinal);
        await FullAsync();
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"Ready","status":"False","reason":"Terminating","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}""", false)]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True","reason":"","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}""", true)]
    [InlineData("{}", true)]
    public async Task Create_NetworkIsOrIsNotReady_AddressIsOrIsNotGiven(string status, bool isGiven)
    {
        await AddAsync(Network("only", "10.97.0.0/28"));
        await _api.Client.For<V1ServiceCIDR>().PatchAsync<V1ServiceCIDR>(
            new("only"), "status", new(PatchType.Merge, System.Text.Encoding.UTF8.GetBytes($$"""{"status":{{status}}}""")), WriteOptions.Default, ApiUnderTest.Cancel);
        if (isGiven)
        {
            // The named one first: the other may be given any.
            Assert.Equal("10.97.0.3", await ServeAsync("b", "10.97.0.3"));
            Assert.StartsWith("10.97.0.", await ServeAsync("a"), StringComparison.Ordinal);
            return;
        }

        await FullAsync();
        var refused = await Assert.ThrowsAsync<InvalidException>(() => ServeAsync("b", "10.97.0.3"));
        Assert.Contains("failed to allocate IP 10.97.0.3: the provided network does not match the current range", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_NetworkIsBeingDeleted_OnlyOthersAreUsed()
    {
        var going = Network("going", "10.98.0.0/28");
        going.Metadata.Finalizers = ["tests/hold"];
        await AddAsync(going);
        await AddAsync(Network("stays", "10.97.0.0/28"));
        await ServeAsync("early", "10.98.0.4");
        await _api.Client.For<V1ServiceCIDR>().DeleteAsync(new("going"), new(), ApiUnderTest.Cancel);

        await Assert.ThrowsAsync<InvalidException>(() => ServeAsync("late", "10.98.0.5"));
        for (var i = 0; i < 14; i++) Assert.StartsWith("10.97.0.", await ServeAsync($"more-{i}"), StringComparison.Ordinal);
        await FullAsync();
        // Its addresses are given back all the same.
        await _api.DeleteAsync("services", "default", "early");
        await Assert.ThrowsAsync<NotFoundException>(async () => await _api.Client.For<V1IPAddress>().GetAsync(new("10.98.0.4"), ApiUnderTest.Cancel));
    }

    [Fact]
    public async Task Create_NetworksOverlapAndManyAsk_NoAddressIsGivenTwice()
    {
        await AddAsync(Network("kubernetes", "10.96.0.0/27"));
        await AddAsync(Network("part", "10.96.0.0/28"));
        var given = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => ServeAsync($"s-{i}")));
        Assert.Equal(30, given.Distinct().Count());
        await FullAsync();
    }

    [Fact]
    public async Task Create_NetworkOfIPv6_GivesTheSecondFamily()
    {
        await AddAsync(Network("four", "10.97.0.0/28"));
        await AddAsync(Network("six", "fd00:1::/64"));
        // Too large a network for upstream's allocator is no network.
        await AddAsync(Network("huge", "fd00:2::/48"));
        var made = await _api.Client.For<V1Service>().CreateAsync(Service("both", null, "RequireDualStack"), WriteOptions.Default, ApiUnderTest.Cancel);
        Assert.StartsWith("10.97.0.", made.Spec.ClusterIPs![0], StringComparison.Ordinal);
        Assert.StartsWith("fd00:1:", made.Spec.ClusterIPs[1], StringComparison.Ordinal);
        Assert.Equal("IPv6", (await _api.Client.For<V1IPAddress>().GetAsync(new(made.Spec.ClusterIPs[1]), ApiUnderTest.Cancel)).Metadata.Labels!["ipaddress.kubernetes.io/ip-family"]);
    }

    private static V1ServiceCIDR Network(string name, params string[] cidrs) => new() { Metadata = new() { Name = name }, Spec = new() { Cidrs = [.. cidrs] } };

    private static V1Service Service(string name, string? address, string? policy = null) => new()
    {
        Metadata = new() { Name = name, Namespace = "default" },
        Spec = new() { ClusterIP = address, IpFamilyPolicy = policy, Ports = [new() { Port = 80 }] },
    };

    private async Task AddAsync(V1ServiceCIDR network) => await _api.Client.For<V1ServiceCIDR>().CreateAsync(network, WriteOptions.Default, ApiUnderTest.Cancel);

    private async Task<string> ServeAsync(string name, string? address = null) =>
        (await _api.Client.For<V1Service>().CreateAsync(Service(name, address), WriteOptions.Default, ApiUnderTest.Cancel)).Spec.ClusterIP!;

    private async Task FullAsync()
    {
        var refused = await Assert.ThrowsAsync<InternalErrorException>(() => ServeAsync("one-too-many"));
        Assert.Contains("failed to allocate a serviceIP: range is full", refused.Message, StringComparison.Ordinal);
    }
}
