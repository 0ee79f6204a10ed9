namespace Kube.Api.Audit;

/// <summary>Some stages; each the bit of its number.</summary>
[Flags]
internal enum AuditStages
{
    None = 0,
    RequestReceived = 1 << AuditStage.RequestReceived,
    ResponseStarted = 1 << AuditStage.ResponseStarted,
    ResponseComplete = 1 << AuditStage.ResponseComplete,
    Panic = 1 << AuditStage.Panic,
}
