using System.Globalization;
using Kube.Api.Models;

namespace Kube.Controllers.Deployments;

/// <summary>What a deployment notes on its sets, as annotations: the revision, those before it, and the sizes of the moment.</summary>
internal static class RevisionNotes
{
    private const int LongestHistory = 2000;

    private static readonly string[] s_own =
    [
        DeploymentNames.LastApplied, DeploymentNames.Revision, DeploymentNames.RevisionHistory,
        DeploymentNames.DesiredReplicas, DeploymentNames.MaxReplicas, DeploymentNames.RollbackTo,
    ];

    /// <summary>The revision of a set; 0 when it has none.</summary>
    public static long Revision(V1ReplicaSet set) => Number(set.Metadata, DeploymentNames.Revision) ?? 0;

    /// <summary>The highest revision of some sets; 0 when there is none.</summary>
    public static long Highest(IEnumerable<V1ReplicaSet> sets) => sets.Select(Revision).DefaultIfEmpty(0).Max();

    /// <summary>How many pods the deployment wanted when it last sized the set.</summary>
    public static int? Desired(V1ReplicaSet set) => (int?)Number(set.Metadata, DeploymentNames.DesiredReplicas);

    /// <summary>How many pods the deployment allowed when it last sized the set.</summary>
    public static int? Most(V1ReplicaSet set) => (int?)Number(set.Metadata, DeploymentNames.MaxReplicas);

    /// <summary>Notes the sizes of the moment.</summary>
    /// <returns>Whether that changed the set.</returns>
    public static bool NoteSizes(V1ReplicaSet set, V1Deployment deployment)
    {
        var wanted = RolloutNumbers.Replicas(deployment);
        var changed = Put(set.Metadata, DeploymentNames.DesiredReplicas, Text(wanted));
        return Put(set.Metadata, DeploymentNames.MaxReplicas, Text(wanted + RolloutNumbers.MaxSurge(deployment))) || changed;
    }

    /// <summary>Whether the sizes noted are not those of the moment.</summary>
    public static bool SizesDiffer(V1ReplicaSet set, V1Deployment deployment)
    {
        var wanted = RolloutNumbers.Replicas(deployment);
        return set.Metadata.Annotations?.GetValueOrDefault(DeploymentNames.DesiredReplicas) != Text(wanted)
            || set.Metadata.Annotations?.GetValueOrDefault(DeploymentNames.MaxReplicas) != Text(wanted + RolloutNumbers.MaxSurge(deployment));
    }

    /// <summary>Notes on the newest set what the deployment says of itself, and the revision.</summary>
    /// <param name="set">The newest set; changed here.</param>
    /// <param name="deployment">Its deployment.</param>
    /// <param name="revision">The revision it has to have at least.</param>
    /// <param name="exists">Whether the set is on the server: then its sizes are noted elsewhere.</param>
    /// <returns>Whether that changed the set.</returns>
    public static bool NoteNewest(V1ReplicaSet set, V1Deployment deployment, long revision, bool exists)
    {
        var changed = false;
        foreach (var (key, value) in deployment.Metadata.Annotations ?? [])
            if (!s_own.Contains(key)) changed |= Put(set.Metadata, key, value);

        var noted = set.Metadata.Annotations?.GetValueOrDefault(DeploymentNames.Revision);
        var old = Revision(set);
        if (old < revision)
        {
            changed |= Put(set.Metadata, DeploymentNames.Revision, revision.ToString(CultureInfo.InvariantCulture));
            if (noted is not null) AppendHistory(set.Metadata, noted);
        }

        return (!exists && NoteSizes(set, deployment)) || changed;
    }

    /// <summary>Puts an annotation.</summary>
    /// <returns>Whether that changed anything.</returns>
    public static bool Put(V1ObjectMeta metadata, string key, string value)
    {
        metadata.Annotations ??= [];
        if (metadata.Annotations.TryGetValue(key, out var old) && old == value) return false;
        metadata.Annotations[key] = value;
        return true;
    }

    // The oldest revisions leave when the list grows too long.
    private static void AppendHistory(V1ObjectMeta metadata, string revision)
    {
        var history = metadata.Annotations!.GetValueOrDefault(DeploymentNames.RevisionHistory) ?? "";
        var revisions = history.Length == 0 ? [] : history.Split(',').ToList();
        revisions.Add(revision);
        var length = revisions.Sum(text => text.Length + 1) - 1;
        while (length > LongestHistory && revisions.Count > 1)
        {
            length -= revisions[0].Length + 1;
            revisions.RemoveAt(0);
        }

        metadata.Annotations![DeploymentNames.RevisionHistory] = string.Join(',', revisions);
    }

    private static long? Number(V1ObjectMeta metadata, string key) =>
        metadata.Annotations?.TryGetValue(key, out var text) == true && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
