using Kube.Node.Cgroups;

namespace Kube.Node.Agent;

/// <summary>What a pod's sandbox is put into.</summary>
internal sealed record PodSurroundings(CurrentNode Node, RuntimeClasses Classes, IPodCgroups Cgroups);
