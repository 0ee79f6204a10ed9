using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Requests;

/// <summary>Marks an object for deletion and says what comes of it (upstream's <c>rest.BeforeDelete</c> and the finalizers of <c>registry.Store</c>, 1.36).</summary>
internal static class DeletionMarking
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";

    public static DeletionPlan Mark(IKubernetesObject<V1ObjectMeta> obj, ResourceStrategy rules, V1DeleteOptions options, DateTime now)
    {
        if (rules.TakesDeletionOver(obj, now)) return DeletionPlan.Mark;
        var grace = MarkGrace(obj, rules, options, now, out var seconds);
        if (grace == Grace.Pending) return DeletionPlan.Pending;

        SetPropagationFinalizers(obj.Metadata, rules, options);
        var isHeld = obj.Metadata.Finalizers is { Count: > 0 };
        if (grace == Grace.Set)
        {
            if (!isHeld && seconds == 0 && !rules.HoldsDeletion(obj)) return DeletionPlan.MarkAndDelete;
            rules.MarkTerminating(obj);
            return DeletionPlan.Mark;
        }

        if (!isHeld && !rules.HoldsDeletion(obj)) return DeletionPlan.Now;
        MarkWithoutGrace(obj.Metadata, now, zeroGrace: isHeld);
        rules.MarkTerminating(obj);
        return DeletionPlan.Mark;
    }

    private static Grace MarkGrace(IKubernetesObject<V1ObjectMeta> obj, ResourceStrategy rules, V1DeleteOptions options, DateTime now, out long seconds)
    {
        var meta = obj.Metadata;
        // Negative values stand for one second.
        var requested = options.GracePeriodSeconds is < 0 ? 1 : options.GracePeriodSeconds;
        seconds = 0;
        if (rules.GraceFor(obj, requested) is not { } grace) return Grace.None;
        if (meta.DeletionTimestamp is { } deletion)
        {
            // Marked with no grace left and still here: whoever marked it did not come to delete it.
            if (meta.DeletionGracePeriodSeconds is not { } pending || pending == 0) return Grace.None;
            if (pending < 0) pending = 1;
            // Once asked for, a deletion may only come sooner.
            if (requested is not { } sooner || sooner >= pending) return Grace.Pending;
            meta.DeletionTimestamp = deletion.AddSeconds(sooner - pending);
            meta.DeletionGracePeriodSeconds = seconds = sooner;
            return Grace.Set;
        }

        meta.DeletionTimestamp = now.AddSeconds(grace);
        meta.DeletionGracePeriodSeconds = seconds = grace;
        if (meta.Generation > 0) meta.Generation++;
        return Grace.Set;
    }

    private static void MarkWithoutGrace(V1ObjectMeta meta, DateTime now, bool zeroGrace)
    {
        if (meta.DeletionTimestamp is null && meta.Generation > 0) meta.Generation++;
        if (meta.DeletionTimestamp is not { } deletion || deletion > now) meta.DeletionTimestamp = now;
        // A namespace, which its own finalizers hold, shows no grace.
        if (zeroGrace) meta.DeletionGracePeriodSeconds = 0;
    }

    private static void SetPropagationFinalizers(V1ObjectMeta meta, ResourceStrategy rules, V1DeleteOptions options)
    {
        if (rules.IgnoresPropagation) return;
        var orphan = ShouldOrphan(meta, rules, options);
        var foreground = ShouldWaitForDependents(meta, options);
        if (orphan == Has(meta, Orphan) && foreground == Has(meta, Foreground)) return;
        var finalizers = (meta.Finalizers ?? []).Where(finalizer => finalizer is not (Orphan or Foreground)).ToList();
        if (orphan) finalizers.Add(Orphan);
        if (foreground) finalizers.Add(Foreground);
        meta.Finalizers = finalizers.Count == 0 ? null : finalizers;
    }

    private static bool ShouldOrphan(V1ObjectMeta meta, ResourceStrategy rules, V1DeleteOptions options)
    {
        if (options.OrphanDependents is { } orphan) return orphan;
        if (options.PropagationPolicy is { } policy) return policy == "Orphan";
        foreach (var finalizer in meta.Finalizers ?? [])
        {
            if (finalizer == Orphan) return true;
            if (finalizer == Foreground) return false;
        }

        return rules.DefaultPropagation == PropagationDefault.Orphan;
    }

    private static bool ShouldWaitForDependents(V1ObjectMeta meta, V1DeleteOptions options)
    {
        if (options.OrphanDependents is not null) return false;
        if (options.PropagationPolicy is { } policy) return policy == "Foreground";
        foreach (var finalizer in meta.Finalizers ?? [])
        {
            if (finalizer == Foreground) return true;
            if (finalizer == Orphan) return false;
        }

        return false;
    }

    private static bool Has(V1ObjectMeta meta, string finalizer) => meta.Finalizers?.Contains(finalizer) == true;

    private enum Grace
    {
        None,
        Pending,
        Set,
    }
}
