using System.Collections.Concurrent;
using System.Text.Json;
using Kube.Api.Aggregation;
using Kube.Api.Catalog;
using Kube.Api.Tree;

namespace Kube.Api.OpenApi;

/// <summary>Publishes what the catalog serves as OpenAPI: version 2 as one document, version 3 as one for each group and version.</summary>
/// <remarks>Documents are made on first demand and kept as bytes until the catalog changes. Safe for concurrent use; two first readers may both make a
/// document, and one of the two (equal) results is kept. Descriptions are generated facts about each type and field.</remarks>
/// <param name="catalog">The resources served.</param>
/// <param name="behind">What other servers serve behind this one: their parts of version 2 stand in the one document, their documents of version 3 in the index; null for nothing.</param>
public sealed class OpenApiDocuments(IResourceCatalog catalog, AggregatedApis? behind = null)
{
    private volatile Generation? _generation;

    /// <summary>The document of version 2, of everything served.</summary>
    public OpenApiDocument Version2 => Current().Version2;

    /// <summary>The index of version 3: for each document its URL with the hash of its present content. It has a hash of its own.</summary>
    public OpenApiDocument Version3Index => Current().Index;

    /// <summary>Finds a document of version 3.</summary>
    /// <param name="path">What follows <c>/openapi/v3/</c>: <c>api/v1</c>, <c>apis/apps/v1</c>, <c>apis/apps</c>, <c>version</c>.</param>
    /// <returns>The document, or null when this server serves nothing there.</returns>
    public OpenApiDocument? FindVersion3(string path) => Current().Find(path);

    private Generation Current()
    {
        var (snapshot, apis) = (catalog.Current, behind?.Current ?? []);
        if (_generation is { } generation && ReferenceEquals(generation.Snapshot, snapshot) && ReferenceEquals(generation.Behind, apis)) return generation;
        // What other servers say changes nothing of what this one says.
        var known = _generation is { } older && ReferenceEquals(older.Snapshot, snapshot) ? older : null;
        return _generation = new Generation(snapshot, apis, known);
    }

    /// <summary>The documents of one state of the catalog.</summary>
    private sealed class Generation(ResourceCatalogSnapshot snapshot, IReadOnlyList<AggregatedApi> behind, Generation? known)
    {
        private readonly SortedDictionary<string, Func<IReadOnlyList<OpenApiPath>>> _sources = known?._sources ?? PathSources.Of(snapshot);
        private readonly ConcurrentDictionary<string, OpenApiDocument> _documents = known?._documents ?? new();
        private volatile OpenApiDocument? _version2;
        private volatile OpenApiDocument? _index;

        public ResourceCatalogSnapshot Snapshot { get; } = snapshot;

        public IReadOnlyList<AggregatedApi> Behind { get; } = behind;

        public OpenApiDocument Version2 => _version2 ??= MakeVersion2();

        public OpenApiDocument Index => _index ??= MakeIndex();

        public OpenApiDocument? Find(string path)
        {
            if (!_sources.TryGetValue(path, out var source)) return null;
            return _documents.GetOrAdd(path, static (_, make) => new OpenApiDocument(DocumentWriter.WriteVersion3(make()), GnosticVersion3.Document), source);
        }

        private OpenApiDocument MakeVersion2()
        {
            var own = DocumentWriter.WriteVersion2([.. _sources.Values.SelectMany(source => source())]);
            TreeObject[] theirs = [.. Behind.Select(static api => api.Spec.Version2).OfType<TreeObject>()];
            return new OpenApiDocument(theirs.Length == 0 ? own : BehindDocuments.Merge(own, theirs), GnosticVersion2.Document);
        }

        private OpenApiDocument MakeIndex()
        {
            var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var path in _sources.Keys) entries[path] = $"/openapi/v3/{path}?hash={Find(path)!.Hash}";
            foreach (var (path, url) in Behind.SelectMany(static api => api.Spec.Version3)) entries[path] = url;
            var buffer = new System.Buffers.ArrayBufferWriter<byte>(16384);
            using (var writer = new Utf8JsonWriter(buffer, DocumentWriter.Options))
            {
                writer.WriteStartObject();
                writer.WriteStartObject("paths");
                foreach (var (path, url) in entries)
                {
                    writer.WriteStartObject(path);
                    writer.WriteString("serverRelativeURL", url);
                    writer.WriteEndObject();
                }
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
            return new OpenApiDocument(buffer.WrittenSpan.ToArray());
        }
    }
}
