using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Replica sets as what they are.</summary>
internal sealed class ReplicaSetOwner(IKubeClient client, IResourceCache<V1ReplicaSet> sets) : ReplicaOwner<V1ReplicaSet>(client, sets)
{
    public override string Kind => V1ReplicaSet.KubeKind;

    public override string ApiVersion => V1ReplicaSet.KubeApiVersion;

    protected override V1ReplicaSet AsSet(V1ReplicaSet owner) => owner;

    protected override V1ReplicaSet Named(V1ReplicaSet set) => set;

    protected override void SetStatus(V1ReplicaSet owner, V1ReplicaSetStatus status) => owner.Status = status;
}
