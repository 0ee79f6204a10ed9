using System.Net.Http.Json;
using System.Text.Json;
using Kube.Api.AspNetCore.Tests.Door;

namespace Kube.Api.AspNetCore.Tests.Conformance;

/// <summary>The conformance suite's demands on discovery: every group prefers a version that it has, and every version shows what is in it.</summary>
public sealed class DiscoveryTests(DoorFixture server) : IClassFixture<DoorFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_OfTheServer_PreferAVersionAndShowTheirResources()
    {
        using var http = server.Client();
        var groups = await http.GetFromJsonAsync<JsonElement>("/apis", Cancel);
        foreach (var group in groups.GetProperty("groups").EnumerateArray())
        {
            var name = group.GetProperty("name").GetString();
            var versions = group.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("groupVersion").GetString()!).ToList();
            Assert.Contains(group.GetProperty("preferredVersion").GetProperty("groupVersion").GetString(), versions);
            var alone = await http.GetFromJsonAsync<JsonElement>($"/apis/{name}", Cancel);
            Assert.Equal(group.GetProperty("preferredVersion").GetRawText(), alone.GetProperty("preferredVersion").GetRawText());
            foreach (var version in versions)
            {
                var resources = await http.GetFromJsonAsync<JsonElement>($"/apis/{version}", Cancel);
                Assert.Equal(version, resources.GetProperty("groupVersion").GetString());
                Assert.NotEqual(0, resources.GetProperty("resources").GetArrayLength());
            }
        }

        Assert.Contains(groups.GetProperty("groups").EnumerateArray(), group => group.GetProperty("name").GetString() == "apiextensions.k8s.io");
    }

    /// <summary>Every resource that the old documents show stands in the aggregated one, with the same verbs.</summary>
    [Fact]
    public async Task Aggregated_Discovery_ShowsWhatTheOldOneShows()
    {
        using var http = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis");
        request.Headers.TryAddWithoutValidation("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        using var answer = await http.SendAsync(request, Cancel);
        var aggregated = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("APIGroupDiscoveryList", aggregated.GetProperty("kind").GetString());
        var checkedVersions = 0;
        foreach (var group in aggregated.GetProperty("items").EnumerateArray())
        {
            foreach (var version in group.GetProperty("versions").EnumerateArray())
            {
                var path = $"/apis/{group.GetProperty("metadata").GetProperty("name").GetString()}/{version.GetProperty("version").GetString()}";
                var old = (await http.GetFromJsonAsync<JsonElement>(path, Cancel)).GetProperty("resources").EnumerateArray()
                    .Where(resource => !resource.GetProperty("name").GetString()!.Contains('/', StringComparison.Ordinal))
                    .Select(resource => $"{resource.GetProperty("name").GetString()} {resource.GetProperty("verbs")}").Order(StringComparer.Ordinal);
                var now = version.GetProperty("resources").EnumerateArray()
                    .Select(resource => $"{resource.GetProperty("resource").GetString()} {resource.GetProperty("verbs")}").Order(StringComparer.Ordinal);
                Assert.Equal(old, now);
                checkedVersions++;
            }
        }

        Assert.True(checkedVersions > 15);
    }
}
