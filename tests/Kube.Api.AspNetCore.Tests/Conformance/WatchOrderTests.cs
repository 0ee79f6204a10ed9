using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kube.Api.AspNetCore.Tests.Door;

namespace Kube.Api.AspNetCore.Tests.Conformance;

/// <summary>The conformance suite's demands on watches: from any revision, in one order for everybody, and true to a changing label.</summary>
public sealed class WatchOrderTests(DoorFixture server) : IClassFixture<DoorFixture>
{
    private const string Path = "/api/v1/namespaces/watch-order/configmaps";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Ten watchers, each beginning at another revision while writers go on, see the same changes in the same order.</summary>
    [Fact]
    public async Task Watches_FromDifferentRevisions_SeeOneOrder()
    {
        using var http = await StartAsync();
        var from = new List<string>();
        for (var number = 0; number < 10; number++) from.Add(await ChangeAsync(http, $"before-{number}"));
        var watches = await Task.WhenAll(from.Select(async revision => (Revision: revision, Reader: await WatchAsync(http, $"?watch=true&resourceVersion={revision}"))));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var number = 0; number < 25; number++) await ChangeAsync(http, $"w{writer}-{number}");
        }));
        var last = await ChangeAsync(http, "last");

        var seen = await Task.WhenAll(watches.Select(async watch => await ReadUntilAsync(watch.Reader, last)));
        var longest = seen[0];
        Assert.Equal(longest.Order(Comparer<string>.Create((a, b) => long.Parse(a).CompareTo(long.Parse(b)))), longest);
        foreach (var (changes, index) in seen.Select((changes, index) => (changes, index)))
        {
            Assert.Equal(longest[index..], changes);
            watches[index].Reader.Dispose();
        }
    }

    /// <summary>An object that stops matching is deleted for this watcher, and added again when it matches.</summary>
    [Fact]
    public async Task Watch_OfALabel_FollowsItThroughChanges()
    {
        using var http = await StartAsync();
        await ChangeAsync(http, "labelled", """{"watch":"yes"}""");
        using var watch = await WatchAsync(http, "?watch=true&labelSelector=watch%3Dyes");
        Assert.Equal("ADDED", await NextAsync(watch));
        await PatchAsync(http, "labelled", """{"metadata":{"labels":{"watch":"no"}}}""");
        Assert.Equal("DELETED", await NextAsync(watch));
        await PatchAsync(http, "labelled", """{"data":{"unseen":"1"}}""");
        await PatchAsync(http, "labelled", """{"metadata":{"labels":{"watch":"yes"}}}""");
        Assert.Equal("ADDED", await NextAsync(watch));
        await PatchAsync(http, "labelled", """{"data":{"seen":"1"}}""");
        Assert.Equal("MODIFIED", await NextAsync(watch));
        using var deleted = await http.DeleteAsync($"{Path}/labelled", Cancel);
        Assert.Equal("DELETED", await NextAsync(watch));
    }

    private async Task<HttpClient> StartAsync()
    {
        var http = server.Client();
        using var made = await http.PostAsync("/api/v1/namespaces", Json("""{"metadata":{"name":"watch-order"}}"""), Cancel);
        return http;
    }

    private static async Task<string> ChangeAsync(HttpClient http, string name, string labels = "{}")
    {
        using var answer = await http.PostAsync(Path, Json($$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}}}}"""), Cancel);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
    }

    private static async Task PatchAsync(HttpClient http, string name, string patch)
    {
        using var body = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json");
        using var answer = await http.PatchAsync($"{Path}/{name}", body, Cancel);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<StreamReader> WatchAsync(HttpClient http, string query)
    {
        var response = await http.GetAsync(Path + query, HttpCompletionOption.ResponseHeadersRead, Cancel);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
    }

    private static async Task<List<string>> ReadUntilAsync(StreamReader watch, string last)
    {
        var seen = new List<string>();
        while (seen.Count == 0 || seen[^1] != last)
        {
            using var change = JsonDocument.Parse((await watch.ReadLineAsync(Cancel))!);
            seen.Add(change.RootElement.GetProperty("object").GetProperty("metadata").GetProperty("resourceVersion").GetString()!);
        }

        return seen;
    }

    private static async Task<string?> NextAsync(StreamReader watch)
    {
        using var change = JsonDocument.Parse((await watch.ReadLineAsync(Cancel))!);
        return change.RootElement.GetProperty("type").GetString();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
