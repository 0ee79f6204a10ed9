namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>What a webhook said.</summary>
internal sealed record AdmissionAnswer(bool IsAllowed)
{
    public string Message { get; init; } = "";

    public string Reason { get; init; } = "";

    public int Code { get; init; }

    /// <summary>A JSON patch; null for none.</summary>
    public byte[]? Patch { get; init; }

    /// <summary>Remarks for the audit log, by the webhook's own keys.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
