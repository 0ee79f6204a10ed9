namespace Kube.Api.Audit;

/// <summary>How much of a request is recorded; each level holds what the ones before it do.</summary>
public enum AuditLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who asked for what, when, and how it ended.</summary>
    Metadata,

    /// <summary>The request's body, too.</summary>
    Request,

    /// <summary>The answer's body, too.</summary>
    RequestResponse,
}
