namespace Kube.Api.Models;

/// <summary>Collects what strict decoding finds: unknown and duplicate fields, in upstream's words and order.</summary>
/// <remarks>Hand one to a codec to have fields checked; without one, unknown fields are skipped and of duplicates the last counts.
/// For one document and one thread.</remarks>
public sealed class DecodeReport
{
    // Upstream keeps this many and drops equal ones (sigs.k8s.io/json, kubernetes_patch.go).
    private const int Limit = 100;

    private readonly List<string> _findings = [];

    /// <summary>The findings: <c>unknown field "spec.nosuch"</c>, <c>duplicate field "metadata.name"</c>; at most 100, each once.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Nothing was found.</summary>
    public bool IsEmpty => _findings.Count == 0;

    /// <summary>Adds a finding unless it is there already or there are too many.</summary>
    /// <param name="finding">The finding in upstream's words.</param>
    public void Add(string finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        if (_findings.Count < Limit && !_findings.Contains(finding)) _findings.Add(finding);
    }
}
