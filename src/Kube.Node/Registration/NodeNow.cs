using Kube.Node.Agent;
using Kube.Node.Eviction;

namespace Kube.Node.Registration;

/// <summary>What changes of the node while it runs.</summary>
internal sealed record NodeNow(CurrentNode Current, NodePressure Pressure);
