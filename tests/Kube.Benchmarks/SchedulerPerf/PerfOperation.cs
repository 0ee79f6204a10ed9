using System.Text.Json.Nodes;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>One operation of a case.</summary>
internal sealed class PerfOperation(PerfCase test, JsonObject fields)
{
    public string Code => (string?)fields["opcode"] ?? "";

    public int Count => (string?)fields["countParam"] is { } parameter ? test.Parameter(parameter) : (int?)fields["count"] ?? 0;

    public string? Namespace => Text("namespace");

    public bool Collects => (bool?)fields["collectMetrics"] ?? false;

    public bool SkipsWait => (bool?)fields["skipWaitToCompletion"] ?? false;

    public IReadOnlyList<string> Templates => fields["templatePaths"]?.AsArray().Select(static path => (string)path!).ToArray() ?? [];

    public (string Key, string[] Values)? NodeLabel => fields["labelNodePrepareStrategy"] is JsonObject strategy
        ? ((string)strategy["labelKey"]!, [.. strategy["labelValues"]?.AsArray().Select(static value => (string)value!) ?? [(string)strategy["labelValue"]!]])
        : null;

    public string LabelSelector =>
        fields["labelSelector"] is JsonObject labels ? string.Join(',', labels.Select(static label => $"{label.Key}={(string)label.Value!}")) : "";

    public PerfOperation? Inner => fields["createPodsOp"] is JsonObject inner ? new(test, inner) : null;

    public string? Text(string field) => (string?)fields[field];

    public int Number(string field, int otherwise) => (int?)fields[field] ?? otherwise;

    /// <summary>Whether it is about a namespace: it names some, or is about all.</summary>
    public bool Concerns(string ns) =>
        fields["namespaces"]?.AsArray() is not { Count: > 0 } namespaces || namespaces.Any(name => (string?)name == ns);

    public bool Has(string field) => fields.ContainsKey(field);
}
