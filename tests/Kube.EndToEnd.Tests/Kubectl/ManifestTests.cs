namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>Files: apply, diff, create, replace.</summary>
public sealed class ManifestTests(SharedCluster cluster) : KubectlTest(cluster)
{
    private const string Manifest =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          colour: blue
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector: {app: web}
          ports:
          - {port: 80, targetPort: 8080}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: web, image: "nginx:1"}
        """;

    [Fact]
    public async Task Apply_OfSeveralDocuments_CreatesThenChangesOnlyWhatChanged()
    {
        Assert.Equal(
            ["configmap/settings created", "service/web created", "deployment.apps/web created"],
            (await Kubectl(["apply", "-f", "-"], Manifest)).Ok().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            ["configmap/settings unchanged", "service/web unchanged", "deployment.apps/web unchanged"],
            (await Kubectl(["apply", "-f", "-"], Manifest)).Ok().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", (await Kubectl(["diff", "-f", "-"], Manifest)).Ok());

        var changed = Manifest.Replace("colour: blue", "colour: red", StringComparison.Ordinal).Replace("nginx:1", "nginx:2", StringComparison.Ordinal);
        var difference = await Kubectl(["diff", "-f", "-"], changed);
        Assert.Equal(1, difference.ExitCode);
        Assert.Contains("-  colour: blue", difference.Output, StringComparison.Ordinal);
        Assert.Contains("+  colour: red", difference.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\+ +(- )?image: nginx:2$", difference.Output);
        Assert.Equal(
            ["configmap/settings configured", "service/web unchanged", "deployment.apps/web configured"],
            (await Kubectl(["apply", "-f", "-"], changed)).Ok().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("2", (await Kubectl("get deployment web -o jsonpath={.metadata.generation}")).Ok());
    }

    [Fact]
    public async Task Replace_WithAStaleRevision_SaysUpstreamsWords()
    {
        (await Kubectl("create configmap stale --from-literal=a=1")).Ok();
        var first = (await Kubectl("get configmap stale -o json")).Ok();
        (await Kubectl(["patch", "configmap", "stale", "-p", """{"data":{"a":"2"}}"""])).Ok();
        Assert.Equal(
            "Error from server (Conflict): error when replacing \"STDIN\": Operation cannot be fulfilled on configmaps \"stale\": "
            + "the object has been modified; please apply your changes to the latest version and try again",
            (await Kubectl(["replace", "-f", "-"], first)).Refused());
    }

    [Fact]
    public async Task Apply_OfAnUnknownField_SaysUpstreamsWords() =>
        Assert.Equal(
            "Error from server (BadRequest): error when creating \"STDIN\": ConfigMap in version \"v1\" cannot be handled as a ConfigMap: "
            + "strict decoding error: unknown field \"nosuch\"",
            (await Kubectl(["apply", "-f", "-"], """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"unknown"},"nosuch":1}""")).Refused());

    [Fact]
    public async Task Create_OfAnUnknownFieldWithWarnings_WarnsAndCreates()
    {
        var made = await Kubectl(["create", "--validate=warn", "-f", "-"], """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"warned"},"nosuch":1}""");
        Assert.Equal("configmap/warned created\n", made.Ok());
        Assert.Equal("Warning: unknown field \"nosuch\"\n", made.Error);
    }

    [Fact]
    public async Task Apply_OfAMalformedFile_SaysWhere() =>
        Assert.StartsWith("error: error parsing STDIN: error converting YAML to JSON: yaml: ", (await Kubectl(["apply", "-f", "-"], "a: [1\nb: {")).Refused(), StringComparison.Ordinal);

    [Fact]
    public async Task Create_OfARawMalformedBody_SaysUpstreamsWords()
    {
        // --raw sends the bytes unread, so that it is the server that finds them malformed.
        var refused = await KubectlWithInput(["create", "--raw", $"/api/v1/namespaces/{Namespace}/configmaps", "-f", "-"], """{"kind":"ConfigMap",""");
        Assert.Contains("Error from server (BadRequest): ", refused.Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_OfAnInvalidObject_SaysUpstreamsWords() =>
        Assert.Equal(
            "The ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
            + "characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
            (await Kubectl(["create", "-f", "-"], """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Bad_Name"}}""")).Refused());

    [Fact]
    public async Task Apply_AsADryRunOnTheServer_StoresNothing()
    {
        var manifest = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"dry"},"data":{"a":"1"}}""";
        Assert.Equal("configmap/dry created (server dry run)\n", (await Kubectl(["apply", "--dry-run=server", "-f", "-"], manifest)).Ok());
        Assert.Equal("Error from server (NotFound): configmaps \"dry\" not found", (await Kubectl("get configmap dry")).Refused());
    }

    private Task<KubectlResult> KubectlWithInput(IReadOnlyList<string> arguments, string input) => Kubectl(arguments, input);
}
