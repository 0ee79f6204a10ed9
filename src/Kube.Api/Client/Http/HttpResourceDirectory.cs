using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Kube.Api.Catalog;
using Kube.Api.Client.Discovery;
using Kube.Api.Errors;

namespace Kube.Api.Client.Http;

/// <summary>Which resources the server of a kubeconfig has, by aggregated discovery. Asks each time, and gets a word instead of a list while nothing changed.</summary>
/// <param name="config">Which cluster, and who to be there.</param>
internal sealed class HttpResourceDirectory(Kubeconfig config) : IResourceDirectory, IDisposable
{
    private const string Form = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private readonly HttpClient _http = HttpConnections.Create(config, "kube-discovery");
    private volatile Listed _core = new(null, [], []);
    private volatile Listed _groups = new(null, [], []);
    private volatile ServedResources? _all;

    public async ValueTask<ServedResources> ListAsync(CancellationToken cancellationToken)
    {
        var (core, groups) = (_core, _groups);
        var (newCore, newGroups) = (await ReadAsync("api", core, cancellationToken), await ReadAsync("apis", groups, cancellationToken));
        if (_all is { } known && newCore == core && newGroups == groups) return known;
        (_core, _groups) = (newCore, newGroups);
        return _all = new([.. newCore.Resources, .. newGroups.Resources], newGroups.Stale);
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Listed> ReadAsync(string path, Listed known, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", Form);
        if (known.Tag is not null) request.Headers.IfNoneMatch.Add(known.Tag);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified) return known;
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw StatusExceptions.From((int)response.StatusCode, body);
        using var document = JsonDocument.Parse(body);
        return new(response.Headers.ETag, [.. Read(document.RootElement)], [.. Stale(document.RootElement)]);
    }

    private static IEnumerable<ServedResource> Read(JsonElement list)
    {
        foreach (var group in Items(list, "items"))
        {
            // The preferred version stands first, and is that of every resource in it.
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var name = NameOf(group);
            foreach (var version in Items(group, "versions").Where(static version => !IsStale(version)))
            {
                foreach (var resource in Items(version, "resources"))
                {
                    var plural = Text(resource, "resource");
                    var kind = resource.TryGetProperty("responseKind", out var response) ? Text(response, "kind") : "";
                    yield return new(
                        new GroupVersionResource(name, Text(version, "version"), plural), kind, Text(resource, "scope") == "Namespaced",
                        [.. Items(resource, "verbs").Select(static verb => verb.GetString()!)], seen.Add(plural));
                }
            }
        }
    }

    private static IEnumerable<string> Stale(JsonElement list) => Items(list, "items").SelectMany(static group =>
        Items(group, "versions").Where(IsStale).Select(version => $"{NameOf(group)}/{Text(version, "version")}"));

    // A server behind the server that does not answer: what is listed may be of another time.
    private static bool IsStale(JsonElement version) => Text(version, "freshness") == "Stale";

    private static string NameOf(JsonElement group) => group.TryGetProperty("metadata", out var metadata) ? Text(metadata, "name") : "";

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static string Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private sealed record Listed(EntityTagHeaderValue? Tag, IReadOnlyList<ServedResource> Resources, IReadOnlyList<string> Stale);
}
