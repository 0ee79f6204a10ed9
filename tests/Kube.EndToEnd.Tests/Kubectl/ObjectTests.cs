namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>The life of one object of each kind, command by command.</summary>
public sealed class ObjectTests(SharedCluster cluster) : KubectlTest(cluster)
{
    public static TheoryData<string, string, string> Kinds => new()
    {
        { "configmap", "create configmap NAME --from-literal=k=v", "configmap/NAME" },
        { "secret", "create secret generic NAME --from-literal=password=secret", "secret/NAME" },
        { "service", "create service clusterip NAME --tcp=80:8080", "service/NAME" },
        { "deployment", "create deployment NAME --image=nginx --replicas=2", "deployment.apps/NAME" },
        { "namespace", "create namespace NAME", "namespace/NAME" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Object_OfEachKind_LivesItsLife(string kind, string create, string reported)
    {
        var name = $"life-{kind}";
        reported = reported.Replace("NAME", name, StringComparison.Ordinal);
        Assert.Equal($"{reported} created\n", (await Kubectl(create.Replace("NAME", name, StringComparison.Ordinal))).Ok());
        Assert.Equal($"{reported}\n", (await Kubectl($"get {kind} {name} -o name")).Ok());
        Assert.Matches($@"(?m)^Name: +{name}$", (await Kubectl($"describe {kind} {name}")).Ok());

        Assert.Equal($"{reported} labeled\n", (await Kubectl($"label {kind} {name} tier=gold")).Ok());
        Assert.Equal($"{reported} annotated\n", (await Kubectl($"annotate {kind} {name} note=first")).Ok());
        Assert.Equal($"{reported} patched\n", (await Kubectl(["patch", kind, name, "--type=merge", "-p", """{"metadata":{"labels":{"patched":"yes"}}}"""])).Ok());
        Assert.Equal($"{reported} edited\n", (await Kubectl(["edit", kind, name], null, ("KUBE_EDITOR", "sed -i s/note:.first/note:\\ second/"))).Ok());

        var state = (await Kubectl(["get", kind, name, "-o", "jsonpath={.metadata.labels.tier} {.metadata.labels.patched} {.metadata.annotations.note}"])).Ok();
        Assert.Equal("gold yes second", state);

        Assert.Contains($"\"{name}\" deleted", (await Kubectl($"delete {kind} {name} --wait=false")).Ok(), StringComparison.Ordinal);
        await AssertGoingAsync(kind, name);
    }

    [Fact]
    public async Task Label_ThatIsThere_IsNotOverwrittenUnasked()
    {
        (await Kubectl("create configmap labelled")).Ok();
        (await Kubectl("label configmap labelled a=b")).Ok();
        Assert.Equal("error: 'a' already has a value (b), and --overwrite is false", (await Kubectl("label configmap labelled a=c")).Refused());
        Assert.Equal("configmap/labelled labeled\n", (await Kubectl("label configmap labelled a=c --overwrite")).Ok());
        Assert.Equal("configmap/labelled unlabeled\n", (await Kubectl("label configmap labelled a-")).Ok());
    }

    [Fact]
    public async Task Patch_OfEachType_Applies()
    {
        (await Kubectl("create deployment patched --image=nginx")).Ok();
        (await Kubectl(["patch", "deployment", "patched", "--type=strategic", "-p",
            """{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"busybox"}]}}}}"""])).Ok();
        (await Kubectl(["patch", "deployment", "patched", "--type=json", "-p", """[{"op":"replace","path":"/spec/replicas","value":3}]"""])).Ok();
        (await Kubectl(["patch", "deployment", "patched", "--type=merge", "-p", """{"spec":{"paused":true}}"""])).Ok();
        var state = (await Kubectl(["get", "deployment", "patched", "-o",
            "jsonpath={.spec.replicas} {.spec.paused} {range .spec.template.spec.containers[*]}{.name}={.image} {end}"])).Ok();
        Assert.Equal("3 true side=busybox nginx=nginx ", state);
        Assert.Equal("deployment.apps/patched patched (no change)\n", (await Kubectl(["patch", "deployment", "patched", "--type=merge", "-p", """{"spec":{"paused":true}}"""])).Ok());
    }

    [Fact]
    public async Task Scale_OfADeployment_ChangesItsReplicas()
    {
        (await Kubectl("create deployment scaled --image=nginx")).Ok();
        Assert.Equal("deployment.apps/scaled scaled\n", (await Kubectl("scale deployment scaled --replicas=4")).Ok());
        Assert.Equal("4", (await Kubectl("get deployment scaled -o jsonpath={.spec.replicas}")).Ok());
    }

    [Fact]
    public async Task Delete_BySelectorAndAll_TakesOnlyThose()
    {
        foreach (var name in new[] { "del-a", "del-b", "del-c" }) (await Kubectl($"create configmap {name}")).Ok();
        (await Kubectl("label configmap del-a del-b group=x")).Ok();
        var deleted = (await Kubectl("delete configmap -l group=x")).Ok();
        Assert.Contains("\"del-a\" deleted", deleted, StringComparison.Ordinal);
        Assert.Contains("\"del-b\" deleted", deleted, StringComparison.Ordinal);
        Assert.Equal("configmap/del-c\n", (await Kubectl("get configmap del-c -o name")).Ok());
        Assert.Equal("Error from server (NotFound): configmaps \"del-a\" not found", (await Kubectl("delete configmap del-a")).Refused());
        Assert.Equal("", (await Kubectl("delete configmap del-a --ignore-not-found")).Ok());
    }

    /// <summary>Gone, or on its way: a namespace goes when its controller has emptied it.</summary>
    private async Task AssertGoingAsync(string kind, string name)
    {
        var found = await Kubectl(["get", kind, name, "-o", "jsonpath={.metadata.deletionTimestamp}", "--ignore-not-found"]);
        var text = found.Ok();
        Assert.True(text.Length == 0 || kind == "namespace" && text.EndsWith('Z'), $"{kind} {name} is still there: {text}");
    }
}
