using System.Text;
using System.Text.Json.Nodes;

namespace Kube.Api.AspNetCore.Tests.Door;

/// <summary>A test that asks a server over HTTP.</summary>
public abstract class DoorTest(DoorFixture server)
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected DoorFixture Server { get; } = server;

    /// <summary>JSON to send.</summary>
    protected static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>The body of an answer, which must have the status.</summary>
    protected static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == status, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Asks, with a merge patch when it patches.</summary>
    protected static async Task<JsonNode> SendAsync(HttpClient http, HttpMethod method, string path, string? body, int status)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        using var response = await http.SendAsync(request, Cancel);
        return await ReadAsync(response, status);
    }

    /// <summary>Creates an object.</summary>
    protected static Task<JsonNode> CreateAsync(HttpClient http, string path, string body) => SendAsync(http, HttpMethod.Post, path, body, 201);

    /// <summary>Creates a namespace, unless another test of the class has.</summary>
    protected static async Task EnsureNamespaceAsync(HttpClient http, string name)
    {
        using var made = await http.PostAsync("/api/v1/namespaces", Json($$$"""{"metadata":{"name":"{{{name}}}"}}"""), Cancel);
    }

    /// <summary>Watches a collection, from what is there on, until an object is as expected.</summary>
    protected static async Task<JsonNode> WatchUntilAsync(HttpClient http, string path, Func<JsonNode, bool> isExpected, string query = "")
    {
        using var lines = new StreamReader(
            await http.GetStreamAsync($"{path}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=60{query}", Cancel));
        var last = "nothing";
        while (await lines.ReadLineAsync(Cancel) is { } line)
        {
            last = line;
            var obj = JsonNode.Parse(line)!["object"]!;
            if (isExpected(obj)) return obj;
        }

        throw new InvalidOperationException($"{path}: what was expected never came; last came {last}");
    }
}
