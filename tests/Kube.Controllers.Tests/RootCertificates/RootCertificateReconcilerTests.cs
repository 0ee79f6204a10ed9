using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Hosting;
using Kube.Controllers.RootCertificates;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.RootCertificates;

public sealed class RootCertificateReconcilerTests
{
    [Fact]
    public async Task Start_EveryNamespace_HasTheBundleAndKeepsIt()
    {
        await using var cluster = await StartAsync(static controllers =>
        {
            controllers.Services.Configure<KubeControllersOptions>(static options => options.RootCertificates = "a certificate");
            controllers.AddRootCertificatePublisher();
        });
        await cluster.WhenIdleAsync(Cancel);
        var map = (await cluster.FindAsync<V1ConfigMap>("default", "kube-root-ca.crt"))!;
        Assert.Equal("a certificate", map.Data!["ca.crt"]);
        Assert.StartsWith("Contains a CA bundle", map.Metadata.Annotations!["kubernetes.io/description"]);
        map.Data = new() { ["ca.crt"] = "another", ["more"] = "text" };
        await cluster.Client.For<V1ConfigMap>().UpdateAsync(map, WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal(["a certificate"], (await cluster.FindAsync<V1ConfigMap>("default", "kube-root-ca.crt"))!.Data!.Values);
    }

    [Fact]
    public async Task Start_NoBundle_PublishesNothing()
    {
        await using var cluster = await StartAsync(static controllers =>
        {
            controllers.Services.Configure<KubeControllersOptions>(static options => options.RootCertificates = "");
            controllers.AddRootCertificatePublisher();
        });
        await cluster.WhenIdleAsync(Cancel);

        Assert.Empty(await cluster.ListAsync<V1ConfigMap>(""));
    }
}
