using Kube.Api.Kubernetes.Core.Services.Repair;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Kubernetes.Core.Services;

public sealed class AddressRepairTests : IAsyncLifetime
{
    private const string Address = "10.96.0.7";

    // Nothing of it is started: a check is made when a test says so.
    private readonly ApiUnderTest _api = new(static api => api.AddServiceNetwork().AddClusterBootstrap());

    public async ValueTask InitializeAsync() => await _api.AddNamespacesAsync("default");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Check_RecordIsSomebodyElses_IsTakenBack()
    {
        await ServeAsync("web");
        await ForgetAsync();
        await _api.Client.For<V1IPAddress>().CreateAsync(
            new()
            {
                Metadata = new() { Name = Address },
                Spec = new() { ParentRef = new() { Group = "gateway.example.com", Resource = "gateways", Namespace = "default", Name = "front" } },
            },
            WriteOptions.Default,
            ApiUnderTest.Cancel);
        await CheckAsync();

        Assert.Equal("web", await OwnerAsync());
        Assert.Equal($"web: the ClusterIP [IPv4]: {Address} for Service default/web has a wrong reference; repairing", await ToldAsync("ClusterIPNotAllocated"));
    }

    [Fact]
    public async Task Check_TwoServicesHaveTheAddress_TheSecondIsToldToGo()
    {
        await ServeAsync("first");
        await ForgetAsync();
        await ServeAsync("second");
        await CheckAsync();

        Assert.Equal("second", await OwnerAsync());
        Assert.Equal($"first: Cluster IP [IPv4]:{Address} was assigned to multiple services; please recreate service", await ToldAsync("ClusterIPAlreadyAllocated"));
    }

    [Fact]
    public async Task Check_NoNetworkHasTheAddress_SaysSo()
    {
        await ServeAsync("web");
        await _api.Client.For<V1ServiceCIDR>().CreateAsync(
            new() { Metadata = new() { Name = "kubernetes" }, Spec = new() { Cidrs = ["10.97.0.0/24"] } }, WriteOptions.Default, ApiUnderTest.Cancel);
        await ForgetAsync();
        await CheckAsync();
        Assert.Equal($"web: Cluster IP [IPv4]: {Address} is not within any configured Service CIDR; please recreate service", await ToldAsync("ClusterIPOutOfRange"));
    }

    private async Task CheckAsync() => await _api.Get<AddressRepair>().CheckAllAsync(ApiUnderTest.Cancel);

    private async Task ServeAsync(string name) => await _api.Client.For<V1Service>().CreateAsync(
        new() { Metadata = new() { Name = name, Namespace = "default" }, Spec = new() { ClusterIP = Address, Ports = [new() { Port = 80 }] } }, WriteOptions.Default, ApiUnderTest.Cancel);

    private async Task ForgetAsync() => await _api.Client.For<V1IPAddress>().DeleteAsync(new(Address), new(), ApiUnderTest.Cancel);

    private async Task<string?> OwnerAsync() => (await _api.Client.For<V1IPAddress>().GetAsync(new(Address), ApiUnderTest.Cancel)).Spec.ParentRef!.Name;

    private async Task<string> ToldAsync(string reason)
    {
        var told = await Waiting.UntilAsync(
            async () => (await _api.Client.For<Eventsv1Event>().ListAsync("", ListOptions.Default, ApiUnderTest.Cancel)).Items, static all => all.Count > 0, static _ => "nothing is told");
        var only = Assert.Single(told);
        Assert.Equal(reason, only.Reason);
        return $"{only.Regarding!.Name}: {only.Note}";
    }
}
