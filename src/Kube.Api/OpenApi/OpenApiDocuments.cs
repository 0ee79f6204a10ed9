using System.Collections.Concurrent;
using System.Text.Json;
using Kube.Api.Catalog;

namespace Kube.Api.OpenApi;

/// <summary>Publishes what the catalog serves as OpenAPI: version 2 as one document, version 3 as one for each group and version.</summary>
/// <remarks>Documents are made on first demand and kept as bytes until the catalog changes. Safe for concurrent use; two first readers may both make a
/// document, and one of the two (equal) results is kept. Descriptions are generated facts about each type and field.</remarks>
/// <param name="catalog">The resources served.</param>
public sealed class OpenApiDocuments(IResourceCatalog catalog)
{
    private volatile Generation? _generation;

    /// <summary>The document of version 2, of everything served.</summary>
    public OpenApiDocument Version2 => Current().Version2;

    /// <summary>The index of version 3: for each document its URL with the hash of its present content. It has a hash of its own.</summary>
    public OpenApiDocument Version3Index => Current().Index;

    /// <summary>Finds a document of version 3.</summary>
    /// <param name="path">What follows <c>/openapi/v3/</c>: <c>api/v1</c>, <c>apis/apps/v1</c>, <c>apis/apps</c>, <c>version</c>.</param>
    /// <returns>The document, or null when nothing is served there.</returns>
    public OpenApiDocument? FindVersion3(string path) => Current().Find(path);

    private Generation Current()
    {
        var snapshot = catalog.Current;
        if (_generation is { } generation && ReferenceEquals(generation.Snapshot, snapshot)) return generation;
        return _generation = new Generation(snapshot);
    }

    /// <summary>The documents of one state of the catalog.</summary>
    private sealed class Generation(ResourceCatalogSnapshot snapshot)
    {
        private readonly SortedDictionary<string, Func<IReadOnlyList<OpenApiPath>>> _sources = PathSources.Of(snapshot);
        private readonly ConcurrentDictionary<string, OpenApiDocument> _documents = new();
        private volatile OpenApiDocument? _version2;
        private volatile OpenApiDocument? _index;

        public ResourceCatalogSnapshot Snapshot { get; } = snapshot;

        public OpenApiDocument Version2 =>
            _version2 ??= new OpenApiDocument(DocumentWriter.WriteVersion2([.. _sources.Values.SelectMany(source => source())]), GnosticVersion2.Document);

        public OpenApiDocument Index => _index ??= MakeIndex();

        public OpenApiDocument? Find(string path)
        {
            if (!_sources.TryGetValue(path, out var source)) return null;
            return _documents.GetOrAdd(path, static (_, make) => new OpenApiDocument(DocumentWriter.WriteVersion3(make()), GnosticVersion3.Document), source);
        }

        private OpenApiDocument MakeIndex()
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>(16384);
            using (var writer = new Utf8JsonWriter(buffer, DocumentWriter.Options))
            {
                writer.WriteStartObject();
                writer.WriteStartObject("paths");
                foreach (var path in _sources.Keys)
                {
                    writer.WriteStartObject(path);
                    writer.WriteString("serverRelativeURL", $"/openapi/v3/{path}?hash={Find(path)!.Hash}");
                    writer.WriteEndObject();
                }
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
            return new OpenApiDocument(buffer.WrittenSpan.ToArray());
        }
    }
}
