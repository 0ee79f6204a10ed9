using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Warnings about a pod's specification that is valid but hardly meant, in upstream's order and words (<c>pkg/api/pod/warnings.go</c>, 1.36).</summary>
internal sealed partial class PodSpecWarnings
{
    private const string NullSelector = "a null labelSelector results in matching no pod";

    private readonly V1PodSpec _spec;
    private readonly Dictionary<string, string> _annotations;
    private readonly FieldPath _path;
    private readonly FieldPath _specPath;
    private readonly ICollection<string> _warnings;
    private readonly bool _isTemplate;

    private PodSpecWarnings(V1PodSpec spec, V1ObjectMeta? metadata, FieldPath path, ICollection<string> warnings, bool isTemplate)
    {
        _spec = spec;
        _annotations = (metadata?.Annotations).OrEmpty();
        _path = path;
        _specPath = path.Child("spec");
        _warnings = warnings;
        _isTemplate = isTemplate;
    }

    /// <summary>Warns about a pod.</summary>
    public static void OfPod(V1Pod pod, ICollection<string> warnings) =>
        new PodSpecWarnings(pod.Spec ?? new V1PodSpec(), pod.Metadata, FieldPath.Root(""), warnings, isTemplate: false).Run();

    /// <summary>Warns about the template of a workload.</summary>
    /// <param name="template">The template; null warns of nothing.</param>
    /// <param name="path">Where it stands, such as <c>spec.template</c>.</param>
    /// <param name="warnings">Where to warn.</param>
    public static void OfTemplate(V1PodTemplateSpec? template, FieldPath path, ICollection<string> warnings)
    {
        if (template?.Spec is { } spec) new PodSpecWarnings(spec, template.Metadata, path, warnings, isTemplate: true).Run();
    }

    private void Run()
    {
        Scheduling();
        DeprecatedAnnotations();
        for (var i = 0; i < _spec.Volumes.Count(); i++) DeprecatedVolume(_spec.Volumes![i], _specPath.Child("volumes").Index(i));
        new OverlappingPaths(_warnings).Check(_spec.Volumes.OrEmpty());
        Duplicates();
        Fractional(_spec.Overhead, _specPath.Child("overhead"));
        if (_spec.SecurityContext?.SeccompProfile is null) SeccompAnnotation(PodAnnotations.SeccompPod);
        foreach (var (container, path) in PodContainers.All(_spec, _specPath)) Container(container, path);
        Ports();
        if (_spec.TerminationGracePeriodSeconds < 0)
            Warn(_specPath.Child("terminationGracePeriodSeconds"), "must be >= 0; negative values are invalid and will be treated as 1");
        AffinityTerms();
    }

    private void Warn(FieldPath path, string message) => _warnings.Add($"{path}: {message}");

    private void Scheduling()
    {
        foreach (var (label, _) in _spec.NodeSelector.Sorted())
        {
            if (NodeLabelWarnings.About(label) is { } message) Warn(_specPath.Child("nodeSelector").Key(label), message);
        }

        var affinity = _specPath.Child("affinity", "nodeAffinity");
        var required = (_spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms).OrEmpty();
        for (var i = 0; i < required.Count; i++)
        {
            NodeLabelWarnings.OfTerm(
                required[i], affinity.Child("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms").Index(i), _warnings, checkValues: false);
        }

        var preferred = (_spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution).OrEmpty();
        for (var i = 0; i < preferred.Count; i++)
        {
            var at = affinity.Child("preferredDuringSchedulingIgnoredDuringExecution").Index(i).Child("preference");
            NodeLabelWarnings.OfTerm(preferred[i].Preference, at, _warnings, checkValues: true);
        }

        var constraints = _spec.TopologySpreadConstraints.OrEmpty();
        for (var i = 0; i < constraints.Count; i++)
        {
            var at = _specPath.Child("topologySpreadConstraints").Index(i);
            if (NodeLabelWarnings.About(constraints[i].TopologyKey) is { } message) Warn(at.Child("topologyKey"), $"{constraints[i].TopologyKey} is {message}");
            if (constraints[i].LabelSelector is null) Warn(at.Child("labelSelector"), NullSelector);
        }
    }

    private void DeprecatedAnnotations()
    {
        var annotations = _path.Child("metadata", "annotations");
        Deprecated("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead");
        Deprecated("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead");
        Deprecated("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead");

        void Deprecated(string key, string message)
        {
            if (_annotations.ContainsKey(key)) Warn(annotations.Key(key), message);
        }
    }

    private void SeccompAnnotation(string key)
    {
        if (_annotations.ContainsKey(key))
            Warn(_path.Child("metadata", "annotations").Key(key), "non-functional in v1.27+; use the \"seccompProfile\" field instead");
    }

    private void DeprecatedVolume(V1Volume volume, FieldPath path)
    {
        if (volume.PhotonPersistentDisk is not null) Warn(path.Child("photonPersistentDisk"), "deprecated in v1.11, non-functional in v1.16+");
        if (volume.GitRepo is not null) Warn(path.Child("gitRepo"), "deprecated in v1.11, and disabled by default in v1.33+");
        if (volume.ScaleIO is not null) Warn(path.Child("scaleIO"), "deprecated in v1.16, non-functional in v1.22+");
        if (volume.Flocker is not null) Warn(path.Child("flocker"), "deprecated in v1.22, non-functional in v1.25+");
        if (volume.Storageos is not null) Warn(path.Child("storageOS"), "deprecated in v1.22, non-functional in v1.25+");
        if (volume.Quobyte is not null) Warn(path.Child("quobyte"), "deprecated in v1.22, non-functional in v1.25+");
        if (volume.Glusterfs is not null) Warn(path.Child("glusterfs"), "deprecated in v1.25, non-functional in v1.26+");
        if (volume.Ephemeral?.VolumeClaimTemplate?.Spec.Resources?.Requests is { } requests && requests.TryGetValue("storage", out var size))
            Fractional("storage", size, path.Child("ephemeral", "volumeClaimTemplate").Child("spec", "resources").Child("requests"));
        if (volume.Cephfs is not null) Warn(path.Child("cephfs"), "deprecated in v1.28, non-functional in v1.31+");
        if (volume.Rbd is not null) Warn(path.Child("rbd"), "deprecated in v1.28, non-functional in v1.31+");
    }

    private void Duplicates()
    {
        if (_spec.HostAliases.Count() + _spec.ImagePullSecrets.Count() == 0) return;
        var addresses = new HashSet<string>();
        for (var i = 0; i < _spec.HostAliases.Count(); i++)
        {
            var ip = _spec.HostAliases![i].Ip ?? "";
            if (!addresses.Add(ip)) Warn(_specPath.Child("hostAliases").Index(i).Child("ip"), $"duplicate ip {BadValue.Quote(ip)}");
        }

        var secrets = new HashSet<string>();
        for (var i = 0; i < _spec.ImagePullSecrets.Count(); i++)
        {
            var name = _spec.ImagePullSecrets![i].Name ?? "";
            if (!secrets.Add(name)) Warn(_specPath.Child("imagePullSecrets").Index(i).Child("name"), $"duplicate name {BadValue.Quote(name)}");
        }

        for (var i = 0; i < _spec.ImagePullSecrets.Count(); i++)
        {
            if (string.IsNullOrEmpty(_spec.ImagePullSecrets![i].Name))
                Warn(_specPath.Child("imagePullSecrets").Index(i).Child("name"), "invalid empty name \"\"");
        }
    }

    private void AffinityTerms()
    {
        if (_spec.Affinity?.PodAffinity is { } affinity)
        {
            Terms(
                affinity.RequiredDuringSchedulingIgnoredDuringExecution, affinity.PreferredDuringSchedulingIgnoredDuringExecution,
                _specPath.Child("affinity", "podAffinity"));
        }

        if (_spec.Affinity?.PodAntiAffinity is { } anti)
        {
            Terms(
                anti.RequiredDuringSchedulingIgnoredDuringExecution, anti.PreferredDuringSchedulingIgnoredDuringExecution,
                _specPath.Child("affinity", "podAntiAffinity"));
        }
    }

    private void Terms(List<V1PodAffinityTerm>? required, List<V1WeightedPodAffinityTerm>? preferred, FieldPath path)
    {
        for (var i = 0; i < required.Count(); i++)
        {
            if (required![i].LabelSelector is null)
                Warn(path.Child("requiredDuringSchedulingIgnoredDuringExecution").Index(i).Child("labelSelector"), NullSelector);
        }

        for (var i = 0; i < preferred.Count(); i++)
        {
            if (preferred![i].PodAffinityTerm.LabelSelector is null)
                Warn(path.Child("preferredDuringSchedulingIgnoredDuringExecution").Index(i).Child("podAffinityTerm", "labelSelector"), NullSelector);
        }
    }
}
