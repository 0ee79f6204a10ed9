namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>What kubectl asks a server about itself.</summary>
public sealed class ServerTests(SharedCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task Version_OfTheServer_Is136() =>
        Assert.Matches(@"Server Version: v1\.36\.", (await KubectlAnywhere("version")).Ok());

    [Fact]
    public async Task ClusterInfo_OfTheServer_NamesItsAddress() =>
        Assert.Contains(Address.GetLeftPart(UriPartial.Authority), (await KubectlAnywhere("cluster-info")).Ok(), StringComparison.Ordinal);

    [Fact]
    public async Task ApiResources_OfTheServer_ListShortNamesAndScopes()
    {
        var lines = (await KubectlAnywhere("api-resources")).Ok().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Contains(lines, line => line is ["configmaps", "cm", "v1", "true", "ConfigMap"]);
        Assert.Contains(lines, line => line is ["namespaces", "ns", "v1", "false", "Namespace"]);
        Assert.Contains(lines, line => line is ["deployments", "deploy", "apps/v1", "true", "Deployment"]);
        Assert.Contains(lines, line => line is ["leases", "coordination.k8s.io/v1", "true", "Lease"]);
    }

    [Fact]
    public async Task ApiResources_InWideForm_NameVerbsAndCategories() =>
        Assert.Matches(@"(?m)^pods +po +v1 +true +Pod +create,delete,deletecollection,get,list,patch,update,watch +all *$",
            (await KubectlAnywhere("api-resources -o wide")).Ok());

    [Fact]
    public async Task ApiVersions_OfTheServer_HoldTheGaGroups()
    {
        var versions = (await KubectlAnywhere("api-versions")).Ok().Split('\n');
        Assert.Superset(new HashSet<string> { "v1", "apps/v1", "batch/v1", "coordination.k8s.io/v1", "discovery.k8s.io/v1" }, versions.ToHashSet());
    }

    [Fact]
    public async Task Explain_OfAField_ShowsItsTypeAndMembers()
    {
        var text = (await KubectlAnywhere("explain pod.spec.containers")).Ok();
        Assert.Matches(@"KIND: +Pod\b", text);
        Assert.Matches(@"VERSION: +v1\b", text);
        Assert.Contains("FIELD: containers <[]Container>", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ +image\t<string>", text);
        Assert.Matches(@"(?m)^ +name\t<string> -required-", text);
    }

    [Fact]
    public async Task Explain_OfAGroupKind_WorksFromOpenApiV3() =>
        Assert.Contains("replicas", (await KubectlAnywhere("explain deployment.spec")).Ok(), StringComparison.Ordinal);

    [Fact]
    public async Task Raw_OfTheHealthEndpoints_AnswersOk()
    {
        Assert.Equal("ok", (await KubectlAnywhere("get --raw /readyz")).Ok());
        Assert.Equal("ok", (await KubectlAnywhere("get --raw /livez")).Ok());
        Assert.Contains("[+]ping ok", (await KubectlAnywhere("get --raw /readyz?verbose")).Ok(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_OfAPathThatIsNot_IsNotFound() =>
        Assert.Equal("Error from server (NotFound): the server could not find the requested resource", (await KubectlAnywhere("get --raw /apis/nosuch/v1")).Refused());
}
