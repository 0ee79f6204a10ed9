using System.Net;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes.Bootstrap;
using Kube.Api.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.Tests.Kubernetes.Bootstrap;

public sealed class KubernetesServiceTests : IAsyncLifetime
{
    private readonly ApiUnderTest _api = new(static api => api.AddServiceNetwork().AddClusterBootstrap());

    public async ValueTask InitializeAsync()
    {
        foreach (var hosted in _api.Get<IEnumerable<IHostedService>>()) await hosted.StartAsync(ApiUnderTest.Cancel);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Publish_OneAddressAfterAnother_LeadsToTheLast()
    {
        var service = _api.Get<KubernetesService>();
        await service.PublishAsync(IPAddress.Loopback, 6443, ApiUnderTest.Cancel);
        await service.PublishAsync(IPAddress.Parse("192.0.2.7"), 7443, ApiUnderTest.Cancel);

        var made = await _api.Client.For<V1Service>().GetAsync(new("default", "kubernetes"), ApiUnderTest.Cancel);
        Assert.Equal("10.96.0.1", made.Spec.ClusterIP);
        Assert.Equal("7443", made.Spec.Ports![0].TargetPort.ToString());
        var slice = await _api.Client.For<V1EndpointSlice>().GetAsync(new("default", "kubernetes"), ApiUnderTest.Cancel);
        Assert.Equal(["192.0.2.7"], Assert.Single(slice.Endpoints!).Addresses);
        var endpoints = await _api.Client.For<V1Endpoints>().GetAsync(new("default", "kubernetes"), ApiUnderTest.Cancel);
        Assert.Equal("192.0.2.7", endpoints.Subsets![0].Addresses![0].Ip);
    }

    [Fact]
    public async Task Withdraw_AfterPublish_LeavesNoAddress()
    {
        var service = _api.Get<KubernetesService>();
        await service.PublishAsync(IPAddress.Parse("192.0.2.7"), 6443, ApiUnderTest.Cancel);
        await service.WithdrawAsync(ApiUnderTest.Cancel);
        var slice = await _api.Client.For<V1EndpointSlice>().GetAsync(new("default", "kubernetes"), ApiUnderTest.Cancel);
        Assert.Empty(slice.Endpoints ?? []);
        Assert.Equal("10.96.0.1", (await _api.Client.For<V1Service>().GetAsync(new("default", "kubernetes"), ApiUnderTest.Cancel)).Spec.ClusterIP);
    }
}
