using System.Globalization;
using System.Text.Json;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>What people do to objects that are there, command by command: labels, patches of every kind, replacement, pruning, dumps.</summary>
public sealed class MaintenanceTests(SharedCluster cluster) : KubectlTest(cluster), IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task LabelAndAnnotate_InEveryForm_DoWhatTheySay()
    {
        (await Kubectl("create configmap marked")).Ok();
        (await Kubectl("label configmap marked a=1 b=2")).Ok();
        Assert.Equal("a=1\nb=2\n", string.Concat((await Kubectl("label configmap marked --list")).Lines.Where(line => line.Contains('=', StringComparison.Ordinal)).Order().Select(line => line + "\n")));
        Assert.Equal("configmap/marked labeled\n", (await Kubectl("label --overwrite configmap marked a=3 b-")).Ok());
        Assert.Equal("configmap/marked annotated\n", (await Kubectl("annotate configmap marked note=x")).Ok());
        Assert.Equal("error: --overwrite is false but found the following declared annotation(s): 'note' already has a value (x)", (await Kubectl("annotate configmap marked note=y")).Refused());
        Assert.Equal("configmap/marked annotated\n", (await Kubectl("annotate --overwrite configmap marked note=y")).Ok());
        Assert.Equal("configmap/marked annotated\n", (await Kubectl("annotate configmap marked note-")).Ok());
        Assert.Equal("""{"a":"3"}""", (await Kubectl("get configmap marked -o jsonpath={.metadata.labels}")).Ok());
        Assert.Equal("", (await Kubectl("get configmap marked -o jsonpath={.metadata.annotations}")).Ok());
    }

    [Theory]
    [InlineData("strategic", """{"status":{"conditions":[{"type":"Available","status":"True","reason":"strategic","message":"m"}]}}""")]
    [InlineData("merge", """{"status":{"conditions":[{"type":"Available","status":"True","reason":"merge","message":"m"}]}}""")]
    [InlineData("json", """[{"op":"add","path":"/status/conditions","value":[{"type":"Available","status":"True","reason":"json","message":"m"}]}]""")]
    public async Task Patch_OfAStatus_ChangesItAlone(string type, string patch)
    {
        var name = $"patched-{type}";
        (await Kubectl($"create deployment {name} --image=nginx")).Ok();
        Assert.Equal($"deployment.apps/{name} patched\n", (await Kubectl(["patch", "deployment", name, "--subresource=status", $"--type={type}", "-p", patch])).Ok());
        Assert.Equal(type, (await Kubectl($"get deployment {name} --subresource=status -o jsonpath={{.status.conditions[0].reason}}")).Ok());
        Assert.Equal("1", (await Kubectl($"get deployment {name} -o jsonpath={{.metadata.generation}}")).Ok());
        Assert.Equal($"deployment.apps/{name} patched\n", (await Kubectl(["patch", "deployment", name, "--subresource=scale", "--type=merge", "-p", """{"spec":{"replicas":3}}"""])).Ok().Replace("scale.autoscaling", "deployment.apps", StringComparison.Ordinal));
        Assert.Equal("3", (await Kubectl($"get deployment {name} -o jsonpath={{.spec.replicas}}")).Ok());
    }

    [Fact]
    public async Task Apply_WithPruning_DeletesWhatIsNoLongerThere()
    {
        static string Manifest(params string[] names) => string.Join('\n', names.Select(name =>
            $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","labels":{"set":"pruned"} } }"""));
        (await Kubectl(["apply", "-f", "-"], Manifest("keep", "drop"))).Ok();
        var output = (await Kubectl(["apply", "--prune", "-l", "set=pruned", "--prune-allowlist=core/v1/ConfigMap", "-f", "-"], Manifest("keep"))).Ok();
        Assert.Contains("configmap/keep unchanged\n", output, StringComparison.Ordinal);
        Assert.Contains("configmap/drop pruned\n", output, StringComparison.Ordinal);
        Assert.Equal("configmap/keep\n", (await Kubectl("get configmaps -l set=pruned -o name")).Ok());
    }

    [Fact]
    public async Task Apply_OfLastApplied_IsViewedAndSet()
    {
        (await Kubectl(["apply", "-f", "-"], """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"last"},"data":{"a":"1"}}""")).Ok();
        Assert.Contains("  a: \"1\"\n", (await Kubectl("apply view-last-applied configmap last")).Ok(), StringComparison.Ordinal);
        Assert.Equal("configmap/last configured\n", (await Kubectl(["apply", "set-last-applied", "-f", "-"], """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"last"},"data":{"b":"2"}}""")).Ok());
        Assert.Contains("  b: \"2\"\n", (await Kubectl("apply view-last-applied configmap last")).Ok(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_ByForce_DeletesAndMakesAnew()
    {
        const string Manifest = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"forced"},"immutable":true,"data":{"a":"1"}}""";
        (await Kubectl(["create", "-f", "-"], Manifest)).Ok();
        var uid = (await Kubectl("get configmap forced -o jsonpath={.metadata.uid}")).Ok();
        var changed = Manifest.Replace("\"1\"", "\"2\"", StringComparison.Ordinal);
        Assert.Contains("field is immutable when `immutable` is set", (await Kubectl(["replace", "-f", "-"], changed)).Refused(), StringComparison.Ordinal);
        Assert.EndsWith("configmap/forced replaced\n", (await Kubectl(["replace", "--force", "-f", "-"], changed)).Ok(), StringComparison.Ordinal);
        Assert.NotEqual(uid, (await Kubectl("get configmap forced -o jsonpath={.metadata.uid}")).Ok());
    }

    [Fact]
    public async Task RolloutRestart_OfStatefulAndDaemonSets_MarksTheirTemplates()
    {
        foreach (var kind in new[] { "StatefulSet", "DaemonSet" })
        {
            (await Kubectl(["create", "-f", "-"],
                $$$"""
                {"apiVersion":"apps/v1","kind":"{{{kind}}}","metadata":{"name":"rolled"},"spec":{"selector":{"matchLabels":{"app":"rolled"}},
                 "template":{"metadata":{"labels":{"app":"rolled"}},"spec":{"containers":[{"name":"c","image":"nginx"}]} } } }
                """)).Ok();
            var name = kind.ToLowerInvariant();
            Assert.Equal($"{name}.apps/rolled restarted\n", (await Kubectl($"rollout restart {name} rolled")).Ok());
            Assert.StartsWith("20", (await Kubectl(["get", name, "rolled", "-o", @"jsonpath={.spec.template.metadata.annotations.kubectl\.kubernetes\.io/restartedAt}"])).Ok(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reconcile_OfRoles_AddsWhatIsMissing()
    {
        // This command takes the namespace from the object alone.
        var role = $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"kept","namespace":"{{Namespace}}"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]}]}""";
        (await Kubectl("create role kept --verb=get --resource=pods")).Ok();
        Assert.Contains("role.rbac.authorization.k8s.io/kept reconciled\n", (await Kubectl(["auth", "reconcile", "-f", "-"], role)).Ok(), StringComparison.Ordinal);
        Assert.Contains("list", (await Kubectl("get role kept -o jsonpath={.rules}")).Ok(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClusterInfoDump_OfANamespace_WritesItsObjects()
    {
        (await Kubectl("create deployment dumped --image=nginx")).Ok();
        (await Kubectl(["cluster-info", "dump", "--namespaces", Namespace, "--output-directory", _directory.Combine("dump")])).Ok();
        Assert.Contains("dumped", await File.ReadAllTextAsync(_directory.Combine($"dump/{Namespace}/deployments.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kustomize_OfAFolder_IsBuiltAppliedAndDiffed()
    {
        var folder = Directory.CreateDirectory(_directory.Combine("k")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "kustomization.yaml"), "namePrefix: pre-\nconfigMapGenerator:\n- name: made\n  literals: [a=1]\n  options: {disableNameSuffixHash: true}\n", TestContext.Current.CancellationToken);
        Assert.Contains("name: pre-made\n", (await KubectlAnywhere($"kustomize {folder}")).Ok(), StringComparison.Ordinal);
        Assert.Equal("configmap/pre-made created\n", (await Kubectl(["apply", "-k", folder])).Ok());
        Assert.Equal("", (await Kubectl(["diff", "-k", folder])).Ok());
        Assert.Equal("configmap \"pre-made\" deleted", (await Kubectl(["delete", "-k", folder])).Ok().Split(" from ")[0].TrimEnd());
    }

    [Fact]
    public async Task Events_OfANamespace_AreShownAndFollowed()
    {
        (await Kubectl(["create", "-f", "-"],
            $$$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"e.1","namespace":"{{{Namespace}}}"},"involvedObject":{"apiVersion":"v1","kind":"Pod","name":"p","namespace":"{{{Namespace}}}"},"reason":"Tested",
             "message":"a message","type":"Warning","firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:00:00Z","count":3,"source":{"component":"tests"}}
            """)).Ok();
        Assert.Matches(@"(?m)^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n.* +Warning +Tested +Pod/p +a message", (await Kubectl("events --for pod/p --types=Warning")).Ok());
    }

    [Fact]
    public async Task Proxy_ToTheServer_PassesRequestsOn()
    {
        using var proxy = Start("proxy --port=0");
        try
        {
            var line = await proxy.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            var port = int.Parse(line!.Split(':')[^1], CultureInfo.InvariantCulture);
            using var http = new HttpClient();
            using var list = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/v1/namespaces/{Namespace}"), TestContext.Current.CancellationToken));
            Assert.Equal(Namespace, list.RootElement.GetProperty("metadata").GetProperty("name").GetString());
        }
        finally
        {
            proxy.Kill();
            await proxy.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Get_WatchingOnly_ShowsOnlyWhatChanges()
    {
        (await Kubectl("create configmap quiet")).Ok();
        using var watch = Start("get configmaps --watch-only --output-watch-events --field-selector metadata.name=quiet");
        try
        {
            // The watch begins at some moment that nobody tells; changes come until it has shown one.
            var heading = watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
            var turn = 0;
            await Waiting.UntilAsync(
                async () =>
                {
                    (await Kubectl($"label configmap quiet turn={turn++} --overwrite")).Ok();
                    return heading.IsCompleted;
                },
                "the watch shows nothing");
            Assert.Matches("^EVENT +NAME +DATA +AGE *$", await heading);
            Assert.Matches(@"^MODIFIED +quiet +0 +\d+s *$", await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            watch.Kill();
            await watch.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Explain_Recursively_ShowsTheWholeTree()
    {
        var text = (await KubectlAnywhere("explain deployment --recursive")).Ok();
        foreach (var field in new[] { "maxSurge\t<IntOrString>", "topologySpreadConstraints\t<[]TopologySpreadConstraint>", "livenessProbe\t<Probe>" })
            Assert.Contains(field, text, StringComparison.Ordinal);
        Assert.StartsWith("GROUP:      autoscaling\nKIND:       HorizontalPodAutoscaler\nVERSION:    v1\n", (await KubectlAnywhere("explain hpa --api-version=autoscaling/v1")).Ok(), StringComparison.Ordinal);
        Assert.Equal("error: field \"nosuch\" does not exist", (await KubectlAnywhere("explain pod.spec.nosuch")).Refused());
    }
}
