using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Kube.Api.AspNetCore.Tests.Door;

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

    private static async Task PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
