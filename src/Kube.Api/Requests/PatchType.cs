namespace Kube.Api.Requests;

/// <summary>The four ways to say what changes.</summary>
public enum PatchType
{
    /// <summary>RFC 6902, <c>application/json-patch+json</c>.</summary>
    Json,

    /// <summary>RFC 7386, <c>application/merge-patch+json</c>.</summary>
    Merge,

    /// <summary>Kubernetes' own, which knows the keys of lists: <c>application/strategic-merge-patch+json</c>.</summary>
    StrategicMerge,

    /// <summary>Server-side apply: <c>application/apply-patch+yaml</c>.</summary>
    Apply,
}
