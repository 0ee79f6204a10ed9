using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Kubernetes.Core.Pods;

/// <summary>A WebSocket begins with GET, and the right to get is not the right to run commands: upstream asks for <c>create</c> as well since 1.35.</summary>
public sealed class PodStreamAccessTests : IAsyncLifetime
{
    private readonly ApiUnderTest _api = new(static api => api.AddRbac());

    public async ValueTask InitializeAsync()
    {
        await _api.AddNamespacesAsync("one");
        await GrantAsync("getter", "get");
        await GrantAsync("creator", "create");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("exec")]
    [InlineData("attach")]
    [InlineData("portforward")]
    public async Task Connect_WithTheRightToGetOnly_IsRefused(string subresource)
    {
        var refused = await Assert.ThrowsAsync<ForbiddenException>(() => ConnectAsync("getter", subresource));
        Assert.Equal($"pods \"p\" is forbidden: User \"getter\" cannot create resource \"pods/{subresource}\" in API group \"\" in the namespace \"one\"", refused.Message);
        Assert.Equal("pods \"p\" not found", (await Assert.ThrowsAsync<NotFoundException>(() => ConnectAsync("creator", subresource))).Message);
    }

    private Task ConnectAsync(string user, string subresource)
    {
        var connector = _api.Get<IEnumerable<ISubresourceConnector>>().Single(known => known.Subresource == subresource && known.Resource.Resource == "pods");
        var info = _api.Request(Verbs.Get, "pods", "one", "p", subresource) with { User = new UserInfo(user, groups: [UserNames.AuthenticatedGroup]) };
        return connector.ConnectAsync(new ConnectRequest { Info = info }, ApiUnderTest.Cancel).AsTask();
    }

    private async Task GrantAsync(string user, string verb)
    {
        await _api.CreateAsync(
            "roles", "one",
            $$"""{"metadata":{"name":"{{user}}"},"rules":[{"apiGroups":[""],"resources":["pods/exec","pods/attach","pods/portforward"],"verbs":["{{verb}}"]}]}""",
            group: "rbac.authorization.k8s.io");
        await _api.CreateAsync(
            "rolebindings", "one",
            $$"""
            {"metadata":{"name":"{{user}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"{{user}}"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{user}}"}]}
            """,
            group: "rbac.authorization.k8s.io");
    }
}
