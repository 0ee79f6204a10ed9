using Kube.Api.Models;

namespace Kube.Controllers.Deployments;

/// <summary>The sets of a deployment, told apart.</summary>
/// <param name="New">The one of the current template; null when there is none yet.</param>
/// <param name="Old">The others, oldest first.</param>
internal sealed record DeploymentSets(V1ReplicaSet? New, IReadOnlyList<V1ReplicaSet> Old)
{
    /// <summary>All of them, the new one last.</summary>
    public IReadOnlyList<V1ReplicaSet> All => New is null ? Old : [.. Old, New];

    /// <summary>The old ones that have pods or are to have some.</summary>
    public IEnumerable<V1ReplicaSet> ActiveOld => Old.Where(set => RolloutNumbers.Replicas(set) > 0);

    /// <summary>Tells the sets of a deployment apart. Of several with its template the oldest is the new one, so that every pass chooses alike.</summary>
    public static DeploymentSets Of(V1Deployment deployment, IEnumerable<V1ReplicaSet> sets)
    {
        var ordered = sets.OrderBy(set => set.Metadata.CreationTimestamp ?? DateTime.MaxValue).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal).ToList();
        var newest = ordered.Find(set => SameTemplate(set.Spec.Template, deployment.Spec.Template));
        if (newest is not null) ordered.Remove(newest);
        return new(newest, ordered);
    }

    /// <summary>Whether two templates are the same but for their hash label.</summary>
    public static bool SameTemplate(V1PodTemplateSpec one, V1PodTemplateSpec other) => WithoutHash(one).SemanticEquals(WithoutHash(other));

    /// <summary>The set that alone counts: the only one with pods, or with none the newest; null when several have pods.</summary>
    public V1ReplicaSet? ActiveOrLatest()
    {
        var active = All.Where(set => RolloutNumbers.Replicas(set) > 0).Take(2).ToList();
        return active.Count switch
        {
            0 => New ?? (Old is [.., var latest] ? latest : null),
            1 => active[0],
            _ => null,
        };
    }

    private static V1PodTemplateSpec WithoutHash(V1PodTemplateSpec template)
    {
        if (template.Metadata.Labels?.ContainsKey(DeploymentNames.PodTemplateHash) != true) return template;
        var copy = template.DeepClone();
        copy.Metadata.Labels!.Remove(DeploymentNames.PodTemplateHash);
        return copy;
    }
}
