using Kube.Api.AspNetCore.Routing;

namespace Kube.Api.AspNetCore.Tests.Routing;

public sealed class ApiPathTests
{
    [Theory]
    [InlineData("/api/v1/pods", "v1", "", "pods", "", "", "")]
    [InlineData("/api/v1/nodes/n1/status", "v1", "", "nodes", "n1", "status", "")]
    [InlineData("/api/v1/namespaces/a/pods/b/log", "v1", "a", "pods", "b", "log", "")]
    [InlineData("/api/v1/namespaces/a/services/b/proxy/x/y", "v1", "a", "services", "b", "proxy", "x/y")]
    [InlineData("/apis/apps/v1/namespaces/a/deployments", "apps/v1", "a", "deployments", "", "", "")]
    [InlineData("/apis/apps/v1/namespaces/a/deployments/", "apps/v1", "a", "deployments", "", "", "")]
    [InlineData("/api/v1/namespaces", "v1", "", "namespaces", "", "", "")]
    [InlineData("/api/v1/namespaces/a", "v1", "a", "namespaces", "a", "", "")]
    [InlineData("/api/v1/namespaces/a/finalize", "v1", "a", "namespaces", "a", "finalize", "")]
    public void Parse_ResourcePath_TakesItApart(
        string text, string groupVersion, string ns, string resource, string name, string subresource, string rest)
    {
        var path = ApiPath.Parse(text);

        Assert.True(path.IsResource);
        Assert.False(path.IsWatchPrefix);
        Assert.Equal(
            (groupVersion, ns, resource, name, subresource, rest),
            (path.GroupVersion.ToString(), path.Namespace.ToString(), path.Resource.ToString(), path.Name.ToString(), path.Subresource.ToString(), path.Rest.ToString()));
    }

    [Fact]
    public void Parse_WatchPrefix_IsNoted()
    {
        var path = ApiPath.Parse("/api/v1/watch/namespaces/a/pods/b");

        Assert.True(path.IsWatchPrefix);
        Assert.True(path.IsInNamespace);
        Assert.Equal("pods", path.Resource.ToString());
        Assert.Equal("b", path.Name.ToString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/")]
    [InlineData("/apis/apps")]
    [InlineData("/apis/apps/v1")]
    [InlineData("/healthz/etcd/x/y")]
    public void Parse_OtherPath_IsNoResource(string text) => Assert.False(ApiPath.Parse(text).IsResource);
}
