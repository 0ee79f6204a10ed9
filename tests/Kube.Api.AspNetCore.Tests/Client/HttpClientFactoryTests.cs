using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Discovery;
using Kube.Api.Client.Http;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Client;

/// <summary>What parts of a cluster use that run apart from their API server.</summary>
public sealed class HttpClientFactoryTests(DoorFixture server) : IClassFixture<DoorFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ForAUser_ActsAsThatUser()
    {
        await using var services = new ServiceCollection().AddKubeApiClient(server.Admin).BuildServiceProvider();
        var factory = services.GetRequiredService<IKubeClientFactory>();

        var node = await WhoAmIAsync(factory, new UserInfo("system:node:a", groups: [UserNames.NodesGroup, UserNames.AuthenticatedGroup]));
        Assert.Equal("system:node:a", node.Username);
        Assert.Equal(["system:authenticated", "system:nodes"], node.Groups!.Order());

        var account = await WhoAmIAsync(factory, new UserInfo(
            "system:serviceaccount:kube-system:x", groups: [UserNames.ServiceAccountsGroup, "system:serviceaccounts:kube-system", UserNames.AuthenticatedGroup]));
        Assert.Equal(["system:authenticated", "system:serviceaccounts", "system:serviceaccounts:kube-system"], account.Groups!.Order());
        Assert.Throws<NotSupportedException>(() => factory.Create(new UserInfo("x", groups: ["a", "b"]), "test"));
    }

    [Fact]
    public async Task Directory_OverHttp_ListsWhatTheServerHas()
    {
        await using var services = new ServiceCollection().AddKubeApiClient(server.Admin).BuildServiceProvider();
        var directory = services.GetRequiredService<IResourceDirectory>();
        var listed = await directory.ListAsync(Cancel);

        var expected = await server.Services.GetRequiredService<IResourceDirectory>().ListAsync(Cancel);
        Assert.Equal(expected.All.Select(Text).Order(StringComparer.Ordinal), listed.All.Select(Text).Order(StringComparer.Ordinal));
        Assert.Same(listed, await directory.ListAsync(Cancel));
    }

    private static string Text(ServedResource resource) =>
        $"{resource.Resource} {resource.Kind} {resource.Namespaced} {resource.IsPreferred} {string.Join(',', resource.Verbs.Order(StringComparer.Ordinal))}";

    private static async Task<V1UserInfo> WhoAmIAsync(IKubeClientFactory factory, UserInfo user) =>
        (await factory.Create(user, "test").For<V1SelfSubjectReview>().CreateAsync(new V1SelfSubjectReview(), WriteOptions.Default, Cancel)).Status!.UserInfo!;
}
