using Kube.Node.Agent;
using Kube.Node.Eviction;

namespace Kube.Node.Registration;

/// <summary>What changes of the node while it runs.</summary>
/// <param name="Current">What pods may ask of it.</param>
/// <param name="Pressure">What it is short of.</param>
/// <param name="VolumesInUse">The volumes that nobody may detach from it.</param>
internal sealed record NodeNow(CurrentNode Current, NodePressure Pressure, Func<IReadOnlyList<string>> VolumesInUse);
