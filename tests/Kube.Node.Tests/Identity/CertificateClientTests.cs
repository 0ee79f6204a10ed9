using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Client.Http;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Errors;
using Kube.Node.Identity;
using Kube.Node.Tests.Endpoint;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Node.Tests.Identity;

public sealed class CertificateClientTests(EndpointFixture fixture) : IClassFixture<EndpointFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ClusterCertificates Certificates => fixture.Services.GetRequiredService<ClusterCertificates>();

    [Fact]
    public async Task Client_WhoseCertificateIsReplaced_IsTheNewUserAtOnceAndItsWatchGoesOn()
    {
        using var before = Certificates.Authority.IssueClient("before", [UserNames.MastersGroup]);
        using var after = Certificates.Authority.IssueClient("after", [UserNames.MastersGroup]);
        var source = new Source { Certificate = before };
        using var factory = new CertificateKubeClientFactory(Certificates.AdministratorKubeconfig(fixture.Api), source, TimeProvider.System);
        var client = factory.Create(UserInfo.Anonymous, "test");
        Assert.Equal("before", await WhoAsync(client));
        await using var watch = client.For<V1ConfigMap>().WatchAsync("default", new ListOptions { FieldSelector = "metadata.name=seen", ResourceVersion = "0" }, Cancel).GetAsyncEnumerator(Cancel);
        var next = watch.MoveNextAsync();

        source.Certificate = after;
        Assert.Equal("after", await WhoAsync(client));
        await client.For<V1ConfigMap>().CreateAsync(new() { Metadata = new() { Name = "seen", Namespace = "default" } }, WriteOptions.Default, Cancel);
        Assert.True(await next);
        Assert.Equal("seen", watch.Current.Object.Metadata.Name);
    }

    [Theory]
    [InlineData("abcdef.0123456789abcdef", "cluster-info cannot be read: configmaps \"cluster-info\" is forbidden: User \"system:anonymous\" cannot get resource")]
    [InlineData("short", "a bootstrap token is six characters, a dot and sixteen characters")]
    public async Task Discovery_OfAClusterThatDoesNotPublishWhoItIs_Fails(string token, string why)
    {
        var failure = await Assert.ThrowsAsync<ClusterDiscoveryException>(() => ClusterDiscovery.DiscoverAsync(fixture.Api, token, [], Cancel));
        Assert.StartsWith(why, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> WhoAsync(IKubeClient client) =>
        (await client.For<V1SelfSubjectReview>().CreateAsync(new(), WriteOptions.Default, Cancel)).Status!.UserInfo!.Username;

    private sealed class Source : IClientCertificates
    {
        public required X509Certificate2 Certificate { get; set; }

        public ValueTask<X509Certificate2> GetAsync(CancellationToken cancellationToken) => new(Certificate);
    }
}
