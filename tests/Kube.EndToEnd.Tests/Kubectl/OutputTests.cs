namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>The ways kubectl shows what is there: tables, other forms, selections, pages, watches.</summary>
public sealed class OutputTests(SharedCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task Get_AsATable_ShowsUpstreamsColumns()
    {
        (await Kubectl("create configmap table --from-literal=a=1 --from-literal=b=2")).Ok();
        (await Kubectl("create deployment table --image=nginx")).Ok();
        (await Kubectl("create service nodeport table --tcp=80:8080")).Ok();
        Assert.Matches(@"^NAME +DATA +AGE\ntable +2 +\d+s\n$", (await Kubectl("get configmap table")).Ok());
        Assert.Matches(@"^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\ntable +0/1 +0 +0 +\d+s +nginx +nginx +app=table\n$",
            (await Kubectl("get deployment table -o wide")).Ok());
        Assert.Matches(@"^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\ntable +NodePort +10\.96\.\d+\.\d+ +<none> +80:3\d{4}/TCP +\d+s\n$",
            (await Kubectl("get service table")).Ok());
    }

    [Fact]
    public async Task Get_InOtherForms_ShowsTheSameObject()
    {
        (await Kubectl("create configmap forms --from-literal=k=v")).Ok();
        Assert.Contains("\"k\": \"v\"", (await Kubectl("get configmap forms -o json")).Ok(), StringComparison.Ordinal);
        Assert.StartsWith("apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n", (await Kubectl("get configmap forms -o yaml")).Ok(), StringComparison.Ordinal);
        Assert.Equal("v", (await Kubectl("get configmap forms -o jsonpath={.data.k}")).Ok());
        Assert.Equal("NAME    VALUE\nforms   v\n", (await Kubectl("get configmap forms -o custom-columns=NAME:.metadata.name,VALUE:.data.k")).Ok());
        Assert.Equal("configmap/forms\n", (await Kubectl("get cm/forms -o name")).Ok());
        Assert.Matches(@"^NAME +DATA +AGE +LABELS\nforms +1 +\d+s +<none>\n$", (await Kubectl("get configmap forms --show-labels")).Ok());
    }

    [Fact]
    public async Task Get_WithSelectors_ShowsOnlyThose()
    {
        foreach (var name in new[] { "sel-a", "sel-b", "sel-c" }) (await Kubectl($"create configmap {name}")).Ok();
        (await Kubectl("label configmap sel-a sel-b set=one")).Ok();
        (await Kubectl("label configmap sel-c set=two")).Ok();
        Assert.Equal("configmap/sel-a\nconfigmap/sel-b\n", (await Kubectl("get configmaps -l set=one -o name")).Ok());
        Assert.Equal("configmap/sel-c\n", (await Kubectl(["get", "configmaps", "-l", "set in (two, three)", "-o", "name"])).Ok());
        Assert.Equal("configmap/sel-b\n", (await Kubectl("get configmaps --field-selector metadata.name=sel-b -o name")).Ok());
        Assert.Equal("Error from server (BadRequest): Unable to find \"/v1, Resource=configmaps\" that match label selector \"set=one\", field selector \"data.k=v\": "
            + "\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
            (await Kubectl("get configmaps -l set=one --field-selector data.k=v")).Refused());
        Assert.StartsWith("No resources found", (await Kubectl("get configmaps -l set=nosuch")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_InSmallChunks_ShowsEverything()
    {
        foreach (var number in Enumerable.Range(1, 7)) (await Kubectl($"create configmap chunk-{number}")).Ok();
        (await Kubectl("label configmap chunk-1 chunk-2 chunk-3 chunk-4 chunk-5 chunk-6 chunk-7 chunked=yes")).Ok();
        var all = (await Kubectl("get configmaps -l chunked=yes -o name")).Ok();
        Assert.Equal(7, all.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(all, (await Kubectl("get configmaps -l chunked=yes -o name --chunk-size=2")).Ok());
    }

    [Fact]
    public async Task Get_Watching_ShowsEachChange()
    {
        (await Kubectl("create configmap watched")).Ok();
        using var watch = Start("get configmaps -w --output-watch-events --field-selector metadata.name=watched");
        try
        {
            var output = watch.StandardOutput;
            Assert.Matches("^EVENT +NAME +DATA +AGE$", await NextAsync(output));
            Assert.Matches(@"^ADDED +watched +0 +\d+s$", await NextAsync(output));
            (await Kubectl(["patch", "configmap", "watched", "-p", """{"data":{"a":"b"}}"""])).Ok();
            Assert.Matches(@"^MODIFIED +watched +1 +\d+s$", await NextAsync(output));
            (await Kubectl("delete configmap watched")).Ok();
            Assert.Matches(@"^DELETED +watched +1 +\d+s$", await NextAsync(output));
        }
        finally
        {
            watch.Kill();
            await watch.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Get_AsAnotherUser_IsAskedInTheirName()
    {
        Assert.Equal("bob", (await KubectlAnywhere("auth whoami --as=bob -o jsonpath={.status.userInfo.username}")).Ok());
        (await Kubectl("get configmaps --as=bob --as-group=system:masters")).Ok();
    }

    [Fact]
    public async Task Get_OfAKindThatIsNot_SaysSo() =>
        Assert.Equal("error: the server doesn't have a resource type \"nosuch\"", (await Kubectl("get nosuch")).Refused());

    private static async Task<string> NextAsync(StreamReader reader)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        return (await reader.ReadLineAsync(limit.Token) ?? "(end)").TrimEnd();
    }
}
