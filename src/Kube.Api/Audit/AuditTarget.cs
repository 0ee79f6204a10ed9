namespace Kube.Api.Audit;

/// <summary>What a request is about.</summary>
internal sealed class AuditTarget
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Resource { get; init; }

    public required string Subresource { get; init; }

    public required string Namespace { get; set; }

    public required string Name { get; set; }

    public string Uid { get; set; } = "";

    public string ResourceVersion { get; set; } = "";
}
