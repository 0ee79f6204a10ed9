using System.Net;
using Kube.Api.Errors;
using Kube.Api.OpenApi;
using Kube.Api.Tree;

namespace Kube.Api.Aggregation;

/// <summary>Reads what servers behind this one say of their APIs in OpenAPI: of version 3 the index, whose documents are passed on when somebody asks; of version 2 the document.</summary>
internal sealed class SpecReader(FrontProxyClients connections, TimeProvider time)
{
    // Upstream's document of version 2 with every built-in kind has 4 MB.
    private const long MostBytes = 32 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads it anew.</summary>
    /// <returns>What <see cref="AggregatedApi.Spec"/> was when nothing changed, or when the server does not answer.</returns>
    public async ValueTask<AggregatedSpec> ReadAsync(AggregatedApi api, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var (index, _) = await AskAsync(api, "/openapi/v3", null, both.Token);
            var (document, tag) = await AskAsync(api, "/openapi/v2", api.Spec.Version2Tag, both.Token);
            var version2 = document is not null ? BehindDocuments.Cut(document, api.Group, api.Version) : tag is null ? null : api.Spec.Version2;
            var read = new AggregatedSpec(Paths(index, api), version2, tag);
            return read.Equals(api.Spec) ? api.Spec : read;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ApiException or TreeFormatException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return api.Spec;
        }
    }

    /// <returns>The document, null when there is none or it has not changed; and its tag, null when there is none.</returns>
    private async ValueTask<(TreeObject? Document, string? Tag)> AskAsync(AggregatedApi api, string path, string? tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{api.ServerName}:{api.ServicePort}{path}");
        request.Headers.TryAddWithoutValidation("X-Remote-User", "system:aggregator");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var answer = await connections.To(api).SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotModified) return (null, tag);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden) return (null, null);
        answer.EnsureSuccessStatusCode();
        await answer.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
        return (TreeNode.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) as TreeObject, answer.Headers.ETag?.ToString());
    }

    // No server speaks of what others serve.
    private static Dictionary<string, string> Paths(TreeObject? index, AggregatedApi api)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var name = $"apis/{api.Group}/{api.Version}";
        var url = index?.GetObject("paths"u8)?[name] is TreeObject entry ? entry.GetString("serverRelativeURL"u8) : null;
        if (url is not null && (url == $"/openapi/v3/{name}" || url.StartsWith($"/openapi/v3/{name}?", StringComparison.Ordinal))) paths.Add(name, url);
        return paths;
    }
}
