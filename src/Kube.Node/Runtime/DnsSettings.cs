namespace Kube.Node.Runtime;

/// <summary>What <c>/etc/resolv.conf</c> says.</summary>
public sealed record DnsSettings
{
    /// <summary><c>nameserver</c> lines.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Domains of the <c>search</c> line.</summary>
    public IReadOnlyList<string> Searches { get; init; } = [];

    /// <summary>Words of the <c>options</c> line.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
