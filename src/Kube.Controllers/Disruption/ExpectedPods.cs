namespace Kube.Controllers.Disruption;

/// <param name="Count">How many pods there should be.</param>
/// <param name="Desired">How many of them must be healthy.</param>
/// <param name="Unmanaged">Some pods have no controller to ask.</param>
internal readonly record struct ExpectedPods(int Count, int Desired, bool Unmanaged);
