using Kube.Api.Models;

namespace Kube.Node.Cgroups;

/// <summary>None: pods are simulated.</summary>
internal sealed class NoPodCgroups : IPodCgroups
{
    public void Ensure(V1Pod pod)
    {
    }

    public void Remove(V1Pod pod)
    {
    }
}
