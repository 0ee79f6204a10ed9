using Kube.Api.Tree;

namespace Kube.Api.Aggregation;

/// <summary>A version of a group that another server serves, behind this one. Immutable.</summary>
public sealed record AggregatedApi
{
    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>The namespace of the service that leads to the server.</summary>
    public required string ServiceNamespace { get; init; }

    /// <summary>The service.</summary>
    public required string ServiceName { get; init; }

    /// <summary>The service's port.</summary>
    public required int ServicePort { get; init; }

    /// <summary>The authorities that the server's certificate may be of, as PEM; empty: the machine's.</summary>
    public ReadOnlyMemory<byte> CaBundle { get; init; }

    /// <summary>Any certificate will do.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>The group's place among groups: higher comes first.</summary>
    public int GroupPriority { get; init; }

    /// <summary>The version's place in its group: higher comes first.</summary>
    public int VersionPriority { get; init; }

    /// <summary>Whether the server answered when it was last asked.</summary>
    public bool IsAvailable { get; init; }

    /// <summary>The server's own list of its resources (<c>APIResourceList</c>), as it was last told; null when it never was.</summary>
    public TreeObject? Resources { get; init; }

    /// <summary>What the server says of its API in OpenAPI, as it was last told.</summary>
    public AggregatedSpec Spec { get; init; } = AggregatedSpec.None;

    /// <summary>The name that the server's certificate must be for.</summary>
    public string ServerName => $"{ServiceName}.{ServiceNamespace}.svc";
}
