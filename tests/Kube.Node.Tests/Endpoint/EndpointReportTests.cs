using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Kube.Node.Tests.Endpoint;

/// <summary>What the endpoint tells of its node: logs of the machine, what the runtime has, the configuration; and checkpoints, in upstream's formats.</summary>
public sealed class EndpointReportTests : IClassFixture<EndpointFixture>
{
    private readonly EndpointFixture _fixture;

    public EndpointReportTests(EndpointFixture fixture)
    {
        _fixture = fixture;
        Directory.CreateDirectory(Path.Combine(fixture.SystemLogs, "pods"));
        Directory.CreateDirectory(Path.Combine(fixture.SystemLogs, "a:b"));
        File.WriteAllText(Path.Combine(fixture.SystemLogs, "daemon.log"), "one\ntwo\n");
        File.WriteAllText(Path.Combine(fixture.SystemLogs, "<x> &.log"), "");
        File.WriteAllBytes(Path.Combine(fixture.SystemLogs, "daemon.log.1.gz"), [0x1f, 0x8b, 0x08, 0]);
        File.WriteAllBytes(Path.Combine(fixture.SystemLogs, "wtmp"), [1, 0, 2]);
        if (!File.Exists(Path.Combine(fixture.SystemLogs, "out"))) File.CreateSymbolicLink(Path.Combine(fixture.SystemLogs, "out"), "/etc/passwd");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_Directory_IsListedAsUpstreamDoes()
    {
        var (status, type, text) = await GetAsync("/logs/");

        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (status, type));
        Assert.Equal(
            """
            <!doctype html>
            <meta name="viewport" content="width=device-width">
            <pre>
            <a href="%3Cx%3E%20&.log">&lt;x&gt; &amp;.log</a>
            <a href="./a:b/">a:b/</a>
            <a href="daemon.log">daemon.log</a>
            <a href="daemon.log.1.gz">daemon.log.1.gz</a>
            <a href="out">out</a>
            <a href="pods/">pods/</a>
            <a href="wtmp">wtmp</a>
            </pre>

            """,
            text);
    }

    [Theory]
    [InlineData("/logs/daemon.log", 200, "text/plain; charset=utf-8", "one\ntwo\n")]
    [InlineData("/logs/%3Cx%3E%20&.log", 200, "text/plain; charset=utf-8", "")]
    [InlineData("/logs/pods/../daemon.log", 200, "text/plain; charset=utf-8", "one\ntwo\n")]
    [InlineData("/logs/pods/%2e%2e/%2e%2e/%2e%2e/daemon.log", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    [InlineData("/logs/..%2f..%2fetc/passwd", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    [InlineData("/logs/../../../../etc/passwd", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    [InlineData("/logs//etc/passwd", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    [InlineData("/logs/out", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    [InlineData("/logs", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    [InlineData("/logs/daemon.log?query=/etc/passwd", 200, "text/plain; charset=utf-8", "one\ntwo\n")]
    public async Task Logs_File_IsWhatIsBelowTheDirectoryOnly(string path, int status, string type, string text) =>
        Assert.Equal(((HttpStatusCode)status, type, text), await GetAsync(path));

    [Fact]
    public async Task Logs_OtherContents_HaveOtherTypes()
    {
        Assert.Equal("application/x-gzip", (await GetAsync("/logs/daemon.log.1.gz")).Type);
        Assert.Equal("application/octet-stream", (await GetAsync("/logs/wtmp")).Type);
    }

    [Theory]
    [InlineData("/logs/pods?a=b", "pods/?a=b")]
    [InlineData("/logs/daemon.log/", "../daemon.log")]
    public async Task Logs_WrongSlash_LeadsToTheRightOne(string path, string location)
    {
        using var http = _fixture.Http(_fixture.NodeAddress);
        using var answer = await http.GetAsync(path, Cancel);

        Assert.Equal((HttpStatusCode.MovedPermanently, location), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    [Theory]
    [InlineData("POST", "/logs/daemon.log", "GET")]
    [InlineData("POST", "/runningpods/", "GET")]
    [InlineData("GET", "/checkpoint/default/web/app", "POST")]
    [InlineData("PUT", "/exec/default/web/app", "GET, POST")]
    [InlineData("POST", "/containerLogs/default/web/app", "GET")]
    public async Task Path_AskedInAnotherWay_SaysInWhich(string method, string path, string allowed)
    {
        using var http = _fixture.Http(_fixture.NodeAddress);
        using var answer = await http.SendAsync(new(new(method), path), Cancel);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "405: Method Not Allowed"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal(allowed.Split(", "), answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task RunningPods_AreWhatTheRuntimeHas()
    {
        var (_, type, text) = await GetAsync("/runningpods/");
        var list = JsonDocument.Parse(text).RootElement;

        Assert.Equal(("application/json", "PodList"), (type, list.GetProperty("kind").GetString()));
        var pods = list.GetProperty("items").EnumerateArray().ToDictionary(pod => pod.GetProperty("metadata").GetProperty("name").GetString()!);
        Assert.Equal(["two", "waiting", "web"], pods.Keys.Order());
        var web = pods["web"];
        Assert.Equal(["name", "namespace", "uid"], web.GetProperty("metadata").EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal("app", Assert.Single(web.GetProperty("spec").GetProperty("containers").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(2, pods["two"].GetProperty("spec").GetProperty("containers").GetArrayLength());
        Assert.False(web.GetProperty("spec").TryGetProperty("nodeName", out _));
    }

    [Fact]
    public async Task Configz_IsTheConfigurationInForce()
    {
        var configuration = JsonDocument.Parse((await GetAsync("/configz")).Text).RootElement.GetProperty("kubeletconfig");

        Assert.Equal(_fixture.NodeAddress.Port, configuration.GetProperty("port").GetInt32());
        Assert.Equal(("10s", "5m0s", 40, 110, -1), (
            configuration.GetProperty("nodeStatusUpdateFrequency").GetString(), configuration.GetProperty("nodeStatusReportFrequency").GetString(),
            configuration.GetProperty("nodeLeaseDurationSeconds").GetInt32(), configuration.GetProperty("maxPods").GetInt32(), configuration.GetProperty("podPidsLimit").GetInt32()));
        Assert.Equal(("100Mi", "10Mi", 5), (
            configuration.GetProperty("evictionHard").GetProperty("memory.available").GetString(), configuration.GetProperty("containerLogMaxSize").GetString(),
            configuration.GetProperty("containerLogMaxFiles").GetInt32()));
        Assert.Equal(("Webhook", "5m0s"), (
            configuration.GetProperty("authorization").GetProperty("mode").GetString(),
            configuration.GetProperty("authorization").GetProperty("webhook").GetProperty("cacheAuthorizedTTL").GetString()));
    }

    [Theory]
    [InlineData("default/nosuch/app", 404, "pod does not exist")]
    [InlineData("default/web/nosuch", 404, "container nosuch does not exist")]
    [InlineData("default/web/app?timeout=soon", 404, "cannot parse value of timeout parameter")]
    [InlineData("default/web/app?timeout=-1", 500, "checkpointing of default/web/app failed (CheckpointContainer requires the timeout value to be > 0)")]
    [InlineData("default/waiting/app", 500, "checkpointing of default/waiting/app failed (container app not found)")]
    [InlineData("default/web/app", 500, "checkpointing of default/web/app failed (rpc error: code = Unimplemented desc = unknown method CheckpointContainer for service runtime.v1.RuntimeService)")]
    public async Task Checkpoint_ThatCannotBe_SaysWhyInUpstreamsWords(string path, int status, string text)
    {
        using var http = _fixture.Http(_fixture.NodeAddress);
        using var answer = await http.PostAsync("/checkpoint/" + path, null, Cancel);

        Assert.Equal(((HttpStatusCode)status, text), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task Checkpoint_WhereTheRuntimeWritesThem_NamesItsFile()
    {
        _fixture.Runtime.WritesCheckpoints = true;
        try
        {
            using var http = _fixture.Http(_fixture.Api);
            using var answer = await http.PostAsync("/api/v1/nodes/node-1/proxy/checkpoint/default/web/app?timeout=3", null, Cancel);

            Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
            var location = Assert.Single(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("items").EnumerateArray()).GetString()!;
            Assert.Equal(Path.Combine(_fixture.Home, "kubelet", "checkpoints"), Path.GetDirectoryName(location));
            Assert.Matches(@"^checkpoint-web_default-app-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)\.tar$", Path.GetFileName(location));
            Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $" within {3} s"), await File.ReadAllTextAsync(location, Cancel), StringComparison.Ordinal);
        }
        finally
        {
            _fixture.Runtime.WritesCheckpoints = false;
        }
    }

    private async Task<(HttpStatusCode Status, string Type, string Text)> GetAsync(string path)
    {
        using var http = _fixture.Http(_fixture.NodeAddress);
        // As it is written: what leads up is the endpoint's to see through.
        var address = new Uri(_fixture.NodeAddress.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var answer = await http.GetAsync(address, Cancel);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.ToString() ?? "", await answer.Content.ReadAsStringAsync(Cancel));
    }
}
