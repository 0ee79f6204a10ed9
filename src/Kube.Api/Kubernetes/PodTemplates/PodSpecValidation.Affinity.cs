using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    private const string BadWeight = "must be in the range 1-100";

    private void Affinity(FieldPath path)
    {
        if (_spec.Affinity is not { } affinity) return;
        if (affinity.NodeAffinity is { } node) NodeAffinity(node, path.Child("nodeAffinity"));
        if (affinity.PodAffinity is { } pod)
        {
            Terms(pod.RequiredDuringSchedulingIgnoredDuringExecution.OrEmpty(), path.Child("podAffinity", Required));
            Terms(pod.PreferredDuringSchedulingIgnoredDuringExecution.OrEmpty(), path.Child("podAffinity", Preferred));
        }

        if (affinity.PodAntiAffinity is { } anti)
        {
            Terms(anti.RequiredDuringSchedulingIgnoredDuringExecution.OrEmpty(), path.Child("podAntiAffinity", Required));
            Terms(anti.PreferredDuringSchedulingIgnoredDuringExecution.OrEmpty(), path.Child("podAntiAffinity", Preferred));
        }
    }

    private void NodeAffinity(V1NodeAffinity affinity, FieldPath path)
    {
        if (affinity.RequiredDuringSchedulingIgnoredDuringExecution is { } required)
            NodeSelectorRules.Validate(required, path.Child(Required), _errors, checkValues: !_options.AllowInvalidLabelValueInRequiredNodeAffinity);
        var preferred = affinity.PreferredDuringSchedulingIgnoredDuringExecution.OrEmpty();
        for (var i = 0; i < preferred.Count; i++)
        {
            var at = path.Child(Preferred).Index(i);
            if (preferred[i].Weight is < 1 or > 100) _errors.Invalid(at.Child("weight"), preferred[i].Weight, BadWeight);

            // A preference that no node can meet does no harm, so its values are not checked.
            NodeSelectorRules.Term(preferred[i].Preference, at.Child("preference"), _errors, checkValues: false);
        }
    }

    private void Terms(List<V1PodAffinityTerm> terms, FieldPath path)
    {
        for (var i = 0; i < terms.Count; i++) Term(terms[i], path.Index(i));
    }

    private void Terms(List<V1WeightedPodAffinityTerm> terms, FieldPath path)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (terms[i].Weight is < 1 or > 100) _errors.Invalid(path.Index(i).Child("weight"), terms[i].Weight, BadWeight);
            Term(terms[i].PodAffinityTerm, path.Index(i).Child("podAffinityTerm"));
        }
    }

    private void Term(V1PodAffinityTerm term, FieldPath path)
    {
        var checkValues = !_options.AllowInvalidLabelValueInSelector;
        LabelSelectorValidation.Validate(term.LabelSelector, _errors, path.Child("labelSelector"), checkValues);
        LabelSelectorValidation.Validate(term.NamespaceSelector, _errors, path.Child("namespaceSelector"), checkValues);

        // Upstream names the field "namespace", in the singular.
        foreach (var name in term.Namespaces.OrEmpty()) _errors.InvalidEach(path.Child("namespace"), name, FormatRules.DnsLabel(name));
        LabelKeys(term.MatchLabelKeys.OrEmpty(), path.Child("matchLabelKeys"), term.LabelSelector);
        LabelKeys(term.MismatchLabelKeys.OrEmpty(), path.Child("mismatchLabelKeys"), term.LabelSelector);
        foreach (var (index, key) in LabelKeyRules.SelectedTwice(term.MatchLabelKeys, term.LabelSelector))
            _errors.Invalid(path.Index(index), key, "exists in both matchLabelKeys and labelSelector");
        for (var i = 0; i < term.MatchLabelKeys.Count(); i++)
        {
            var key = term.MatchLabelKeys![i];
            if (term.MismatchLabelKeys.OrEmpty().Contains(key))
                _errors.Invalid(path.Child("matchLabelKeys").Index(i), key, "exists in both matchLabelKeys and mismatchLabelKeys");
        }

        var topologyKey = term.TopologyKey ?? "";
        if (topologyKey.Length == 0) _errors.Required(path.Child("topologyKey"), "can not be empty");
        _errors.InvalidEach(path.Child("topologyKey"), topologyKey, FormatRules.QualifiedName(topologyKey));
    }

    private void LabelKeys(List<string> keys, FieldPath path, V1LabelSelector? selector)
    {
        if (keys.Count == 0) return;
        if (selector is null)
        {
            _errors.Forbidden(path, "must not be specified when labelSelector is not set");
            return;
        }

        for (var i = 0; i < keys.Count; i++) _errors.InvalidEach(path.Index(i), keys[i], FormatRules.QualifiedName(keys[i]));
    }

    private void TopologySpread(FieldPath path)
    {
        var constraints = _spec.TopologySpreadConstraints.OrEmpty();
        for (var i = 0; i < constraints.Count; i++)
        {
            var constraint = constraints[i];
            var at = path.Index(i);
            if (constraint.MaxSkew <= 0) _errors.Invalid(at.Child("maxSkew"), constraint.MaxSkew, "must be greater than zero");
            if (string.IsNullOrEmpty(constraint.TopologyKey)) _errors.Required(at.Child("topologyKey"), "can not be empty");
            var action = constraint.WhenUnsatisfiable ?? "";
            if (action is not ("DoNotSchedule" or "ScheduleAnyway"))
                _errors.NotSupported(at.Child("whenUnsatisfiable"), action, "DoNotSchedule", "ScheduleAnyway");
            if (constraints.Skip(i + 1).Any(later => later.TopologyKey == constraint.TopologyKey && (later.WhenUnsatisfiable ?? "") == action))
                _errors.Duplicate(at.Child("{topologyKey, whenUnsatisfiable}"), $"{{{constraint.TopologyKey}, {action}}}");
            SpreadOptions(constraint, action, at);
            SpreadSelector(constraint, at);
        }
    }

    private void SpreadOptions(V1TopologySpreadConstraint constraint, string action, FieldPath path)
    {
        if (constraint.MinDomains is { } domains)
        {
            if (domains <= 0) _errors.Invalid(path.Child("minDomains"), domains, "must be greater than zero");
            if (action != "DoNotSchedule")
                _errors.Invalid(path.Child("minDomains"), domains, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        }

        if (constraint.NodeAffinityPolicy is { } affinity and not ("Honor" or "Ignore"))
            _errors.NotSupported(path.Child("nodeAffinityPolicy"), affinity, "Honor", "Ignore");
        if (constraint.NodeTaintsPolicy is { } taints and not ("Honor" or "Ignore"))
            _errors.NotSupported(path.Child("nodeTaintsPolicy"), taints, "Honor", "Ignore");
    }

    private void SpreadSelector(V1TopologySpreadConstraint constraint, FieldPath path)
    {
        LabelKeys(constraint.MatchLabelKeys.OrEmpty(), path.Child("matchLabelKeys"), constraint.LabelSelector);
        if (!_options.AllowInvalidMatchLabelKeys)
        {
            foreach (var (index, key) in LabelKeyRules.SelectedTwice(constraint.MatchLabelKeys, constraint.LabelSelector))
                _errors.Invalid(path.Child("matchLabelKeys").Index(index), key, "exists in both matchLabelKeys and labelSelector");
        }

        if (!_options.AllowInvalidTopologySpreadConstraintLabelSelector)
            LabelSelectorValidation.Validate(constraint.LabelSelector, _errors, path.Child("labelSelector"));
    }
}
