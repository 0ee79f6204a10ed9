using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Tests.Shared;

namespace Kube.Api.AspNetCore.Tests.Metrics;

/// <summary>What <c>/metrics</c> tells of a server that has done something.</summary>
public sealed class MetricsEndpointTests(DoorFixture server) : IClassFixture<DoorFixture>
{
    private const string Maps = "/api/v1/namespaces/counted/configmaps";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_AreCountedOnTheirWayToTheStore()
    {
        using var http = server.Client();
        await PostAsync(http, "/api/v1/namespaces", new { metadata = new { name = "counted" } });
        await PostAsync(http, Maps, new { metadata = new { name = "one" } });
        using (await http.PutAsJsonAsync(new Uri(Maps + "/one", UriKind.Relative), new { metadata = new { name = "one" }, data = new { a = "b" } }, Cancel)) { }
        using (await http.DeleteAsync(new Uri(Maps + "/one", UriKind.Relative), Cancel)) { }
        // Refused by admission: nothing may go where there is no namespace.
        using (await http.PostAsJsonAsync(new Uri("/api/v1/namespaces/nowhere/configmaps", UriKind.Relative), new { metadata = new { name = "one" } }, Cancel)) { }

        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel);
        foreach (var operation in (string[])["create", "update", "delete"])
        {
            Assert.Contains($"\netcd_requests_total{{operation=\"{operation}\",group=\"\",resource=\"configmaps\"}} 1\n", text, StringComparison.Ordinal);
            Assert.Contains($"\netcd_request_duration_seconds_count{{operation=\"{operation}\",group=\"\",resource=\"configmaps\"}} 1\n", text, StringComparison.Ordinal);
        }

        Assert.Contains("# TYPE etcd_request_errors_total counter\n", text, StringComparison.Ordinal);
        Assert.Matches(new Regex("\napiserver_storage_size_bytes\\{storage_cluster_id=\"etcd-0\"\\} [1-9][0-9]*\n"), text);
        Assert.Contains("\napiserver_admission_controller_admission_duration_seconds_count{name=\"NamespaceLifecycle\",type=\"admit\",operation=\"CREATE\",rejected=\"true\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\napiserver_admission_step_admission_duration_seconds_count{type=\"admit\",operation=\"CREATE\",rejected=\"true\"} 1\n", text, StringComparison.Ordinal);
        Assert.Matches(new Regex("\napiserver_admission_step_admission_duration_seconds_count\\{type=\"validate\",operation=\"DELETE\",rejected=\"false\"\\} [1-9]"), text);
    }

    [Fact]
    public async Task Reads_AreMeasured()
    {
        using var http = server.Client();
        await PostAsync(http, "/api/v1/namespaces", new { metadata = new { name = "measured" } });
        const string Secrets = "/api/v1/namespaces/measured/secrets";
        await PostAsync(http, Secrets, new { metadata = new { name = "one" } });
        var one = (await http.GetByteArrayAsync(new Uri(Secrets + "/one", UriKind.Relative), Cancel)).Length;
        for (var i = 0; i < 40; i++)
            await PostAsync(http, Secrets, new { metadata = new { name = $"large-{i}" }, data = new { a = Convert.ToBase64String(new byte[6000]) } });
        var list = (await http.GetByteArrayAsync(new Uri(Secrets, UriKind.Relative), Cancel)).Length;

        var text = await TextAsync(http);
        const string Labels = "component=\"apiserver\",group=\"\",resource=\"secrets\"";
        Assert.Contains($"\napiserver_response_sizes_sum{{{Labels},scope=\"resource\",subresource=\"\",verb=\"GET\",version=\"v1\"}} {one}\n", text, StringComparison.Ordinal);
        // A large list goes out in pieces, without a length.
        Assert.Contains($"\napiserver_response_sizes_sum{{{Labels},scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\"}} {list}\n", text, StringComparison.Ordinal);
        Assert.Contains($"\napiserver_response_sizes_bucket{{{Labels},scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\",le=\"1000000\"}} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("apiserver_response_sizes_sum{component=\"apiserver\",group=\"\",resource=\"secrets\",scope=\"resource\",subresource=\"\",verb=\"POST\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watches_AreCountedWhileTheyAreOpen()
    {
        const string Gauge = "\napiserver_longrunning_requests{component=\"apiserver\",group=\"apps\",resource=\"daemonsets\",scope=\"cluster\",subresource=\"\",verb=\"WATCH\",version=\"v1\"} ";
        using var http = server.Client();
        using (await http.GetAsync(new Uri("/apis/apps/v1/daemonsets?watch=1", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel))
            Assert.Contains(Gauge + "1\n", await TextAsync(http), StringComparison.Ordinal);
        await Waiting.UntilAsync(async () => (await TextAsync(http)).Contains(Gauge + "0\n", StringComparison.Ordinal), "the watch is still counted");
    }

    [Fact]
    public async Task DeprecatedResources_AreNamedOnceAskedFor()
    {
        using var http = server.Client();
        await http.GetStringAsync(new Uri("/api/v1/namespaces/default/endpoints", UriKind.Relative), Cancel);
        const string Line = "\napiserver_requested_deprecated_apis{group=\"\",removed_release=\"\",resource=\"endpoints\",subresource=\"\",version=\"v1\"} 1\n";
        Assert.Contains(Line, await TextAsync(http), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_TellsOfItsBuildItsMetricsAndItsChecks()
    {
        using var http = server.Client();
        var text = await TextAsync(http);
        Assert.Matches(
            new Regex("\nkubernetes_build_info\\{build_date=\"[^\"]+\",compiler=\"[^\"]+\",git_commit=\"[^\"]+\",git_tree_state=\"[^\"]+\",git_version=\"v1[^\"]+\",go_version=\"[^\"]+\",major=\"1\",minor=\"[0-9]+\",platform=\"[^\"]+\"\\} 1\n"),
            text);
        foreach (var level in (string[])["ALPHA", "BETA", "STABLE"])
            Assert.Matches(new Regex($"\nregistered_metrics_total\\{{deprecated_version=\"\",stability_level=\"{level}\"\\}} [1-9]"), text);
        Assert.Contains("\nhidden_metrics_total 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\ndisabled_metrics_total 0\n", text, StringComparison.Ordinal);
        await http.GetStringAsync(new Uri("/livez/ping", UriKind.Relative), Cancel);
        Assert.Matches(
            new Regex("\nkubernetes_healthchecks_total\\{name=\"ping\",status=\"success\",type=\"livez\"\\} [1-9]"), await http.GetStringAsync(new Uri("/metrics/slis", UriKind.Relative), Cancel));
    }

    private static Task<string> TextAsync(HttpClient http) => http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel);

    private static async Task PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
