namespace Kube.Scheduling.Framework;

/// <summary>A Permit plugin's answer.</summary>
/// <param name="Verdict">Go on, wait or no.</param>
/// <param name="Timeout">How long to wait; 15 minutes at most.</param>
public readonly record struct PermitResult(Verdict Verdict, TimeSpan Timeout = default);
