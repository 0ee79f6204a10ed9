namespace Kube.Node.Probes;

/// <summary>Where an HTTP probe goes.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Address or name.</param>
/// <param name="Port">The port.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">In order.</param>
internal sealed record HttpProbeTarget(string Scheme, string Host, int Port, string Path, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    public string Url => $"{Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}{(Path.StartsWith('/') ? "" : "/")}{Path}";
}
