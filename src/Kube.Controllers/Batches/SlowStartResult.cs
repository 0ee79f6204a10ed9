namespace Kube.Controllers.Batches;

/// <summary>How far a slow start came.</summary>
/// <param name="Succeeded">How many calls succeeded.</param>
/// <param name="Failure">The first failure, in the order of the calls; null: all succeeded.</param>
public sealed record SlowStartResult(int Succeeded, Exception? Failure);
