namespace Kube.Api.Audit;

/// <summary>What the policy says of one request.</summary>
internal sealed record AuditDecision(AuditLevel Level, AuditStages Omitted, bool OmitManagedFields)
{
    /// <summary>Not to be recorded.</summary>
    public static AuditDecision Nothing { get; } = new(AuditLevel.None, AuditStages.None, OmitManagedFields: false);

    public bool Omits(AuditStage stage) => ((int)Omitted & (1 << (int)stage)) != 0;
}
