using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>Takes what an update may change out of a specification, so that what still differs is what it may not.</summary>
internal static class PodUpdateMask
{
    /// <returns>The specification with everything that may change as it was; shares nothing that is changed here with the arguments.</returns>
    public static V1PodSpec Mask(V1PodSpec spec, V1PodSpec old, FieldPath path, FieldErrors errors)
    {
        var masked = spec.DeepClone();
        for (var i = 0; i < masked.Containers.Count(); i++) masked.Containers![i].Image = old.Containers![i].Image;
        for (var i = 0; i < masked.InitContainers.Count(); i++) masked.InitContainers![i].Image = old.InitContainers![i].Image;
        masked.ActiveDeadlineSeconds = old.ActiveDeadlineSeconds;
        masked.SchedulingGates = old.SchedulingGates;
        masked.Tolerations = old.Tolerations;
        if (old.TerminationGracePeriodSeconds < 0 && masked.TerminationGracePeriodSeconds == 1)
            masked.TerminationGracePeriodSeconds = old.TerminationGracePeriodSeconds;
        if (old.SchedulingGates.Count() > 0) MaskGated(masked, old, path, errors);
        return masked;
    }

    /// <summary>Until a pod is let through to the scheduler, its choice of nodes may still be narrowed.</summary>
    private static void MaskGated(V1PodSpec masked, V1PodSpec old, FieldPath path, FieldErrors errors)
    {
        var selector = masked.NodeSelector.OrEmpty();
        if (old.NodeSelector.OrEmpty().Any(entry => !selector.TryGetValue(entry.Key, out var value) || value != entry.Value))
            errors.Invalid(path.Child("nodeSelector"), selector, "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        masked.NodeSelector = old.NodeSelector;

        var affinity = masked.Affinity?.NodeAffinity;
        var oldAffinity = old.Affinity?.NodeAffinity;
        if ((affinity ?? new V1NodeAffinity()).SemanticEquals(oldAffinity ?? new V1NodeAffinity()) && affinity is null == oldAffinity is null) return;
        NodeAffinity(affinity, oldAffinity, path.Child("affinity", "nodeAffinity"), errors);
        if (masked.Affinity is { PodAffinity: null, PodAntiAffinity: null } && old.Affinity is null) masked.Affinity = null;
        else if (masked.Affinity is not null) masked.Affinity.NodeAffinity = oldAffinity;
        else if (oldAffinity is not null) masked.Affinity = new V1Affinity { NodeAffinity = oldAffinity };
    }

    private static void NodeAffinity(V1NodeAffinity? affinity, V1NodeAffinity? old, FieldPath path, FieldErrors errors)
    {
        var oldTerms = (old?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms).OrEmpty();
        var terms = (affinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms).OrEmpty();
        path = path.Child("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
        if (oldTerms.Count > 0 && oldTerms.Count != terms.Count)
        {
            errors.Invalid(path, GoStructs.Show(terms), "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }

        for (var i = 0; i < oldTerms.Count; i++)
        {
            if (!HasOnlyAdditions(terms[i], oldTerms[i]))
                errors.Invalid(path.Index(i), GoStructs.Show(terms[i]), "only additions are allowed (no mutations or deletions)");
        }
    }

    private static bool HasOnlyAdditions(V1NodeSelectorTerm term, V1NodeSelectorTerm old)
    {
        if (old.MatchExpressions.Count() + old.MatchFields.Count() == 0 && term.MatchExpressions.Count() + term.MatchFields.Count() > 0) return false;
        return StartsWith(term.MatchExpressions.OrEmpty(), old.MatchExpressions.OrEmpty()) && StartsWith(term.MatchFields.OrEmpty(), old.MatchFields.OrEmpty());
    }

    private static bool StartsWith(List<V1NodeSelectorRequirement> list, List<V1NodeSelectorRequirement> start) =>
        list.Count >= start.Count && start.Zip(list).All(pair => pair.First.SemanticEquals(pair.Second));
}
