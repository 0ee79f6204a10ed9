namespace Kube.Node.Runtime;

/// <summary>CPU time used.</summary>
/// <param name="Timestamp">When it was measured.</param>
/// <param name="CoreNanoseconds">CPU time since the start, over all cores.</param>
public sealed record CpuUsage(DateTimeOffset Timestamp, long CoreNanoseconds);
