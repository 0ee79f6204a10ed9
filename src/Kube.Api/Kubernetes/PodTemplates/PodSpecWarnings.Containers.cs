using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecWarnings
{
    private void Container(V1Container container, FieldPath path)
    {
        if (container.SecurityContext?.SeccompProfile is null) SeccompAnnotation(PodAnnotations.SeccompContainerPrefix + container.Name);

        // A pod is told when its annotation is turned into the field.
        var key = PodAnnotations.AppArmorPrefix + container.Name;
        var hasProfile = _spec.SecurityContext?.AppArmorProfile is not null || container.SecurityContext?.AppArmorProfile is not null;
        if (_isTemplate && !hasProfile && _annotations.ContainsKey(key))
            Warn(_path.Child("metadata", "annotations").Key(key), "deprecated since v1.30; use the \"appArmorProfile\" field instead");

        var resources = path.Child("resources");
        Fractional(ResourceNames.Memory, container.Resources?.Limits, resources.Child("limits"));
        Fractional(ResourceNames.Memory, container.Resources?.Requests, resources.Child("requests"));
        Fractional(ResourceNames.EphemeralStorage, container.Resources?.Limits, resources.Child("limits"));
        Fractional(ResourceNames.EphemeralStorage, container.Resources?.Requests, resources.Child("requests"));
        HiddenVariables(container.Env.OrEmpty(), path.Child("env"));
    }

    /// <summary>A variable may be defined again on top of itself, as in <c>PATH=$(PATH):/x</c>; otherwise the first definition is lost.</summary>
    private void HiddenVariables(List<V1EnvVar> variables, FieldPath path)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < variables.Count; i++)
        {
            var variable = variables[i];
            var name = variable.Name ?? "";
            if (seen.Add(name)) continue;
            var reference = $"$({name})";
            var value = variable.Value ?? "";
            if (variable.ValueFrom is not null || value == reference || !value.Contains(reference, StringComparison.Ordinal))
                Warn(path.Index(i), $"hides previous definition of {BadValue.Quote(name)}, which may be dropped when using apply");
        }
    }

    private void Fractional(Dictionary<string, ResourceQuantity>? amounts, FieldPath path)
    {
        Fractional(ResourceNames.Memory, amounts, path);
        Fractional(ResourceNames.EphemeralStorage, amounts, path);
    }

    private void Fractional(string name, Dictionary<string, ResourceQuantity>? amounts, FieldPath path)
    {
        if (amounts is not null && amounts.TryGetValue(name, out var amount)) Fractional(name, amount, path);
    }

    private void Fractional(string name, ResourceQuantity amount, FieldPath path)
    {
        if (!amount.IsInteger) Warn(path.Key(name), $"fractional byte value {BadValue.Quote(amount.ToString()!)} is invalid, must be an integer");
    }

    private void Ports()
    {
        var taken = new Dictionary<string, List<(FieldPath Path, V1ContainerPort Port)>>();
        foreach (var (container, path) in PodContainers.All(_spec, _specPath))
        {
            for (var i = 0; i < container.Ports.Count(); i++)
            {
                var port = container.Ports![i];
                var at = path.Child("ports").Index(i);
                if (!string.IsNullOrEmpty(port.HostIP) && (port.HostPort ?? 0) == 0) Warn(at, $"hostIP set without hostPort: {GoText(port)}");
                var key = $"{port.ContainerPort}/{port.Protocol}";
                if (!taken.TryGetValue(key, out var others)) taken[key] = others = [];
                foreach (var other in others) Overlap(port, at, other.Port, other.Path);
                others.Add((at, port));
            }
        }
    }

    private void Overlap(V1ContainerPort port, FieldPath at, V1ContainerPort other, FieldPath otherAt)
    {
        var (hostPort, otherHostPort) = (port.HostPort ?? 0, other.HostPort ?? 0);
        var (hostIP, otherHostIP) = (port.HostIP ?? "", other.HostIP ?? "");
        if (hostIP == otherHostIP && hostPort == otherHostPort) Warn(at, $"duplicate port definition with {otherAt}");
        else if (hostPort == 0 || otherHostPort == 0) Warn(at, $"overlapping port definition with {otherAt}");
        else if (hostPort == otherHostPort && hostIP.Length == 0 != (otherHostIP.Length == 0))
            Warn(at, $"dangerously ambiguous port definition with {otherAt}");
    }

    /// <summary>Go's <c>%+v</c> of the internal structure.</summary>
    private static string GoText(V1ContainerPort port) =>
        $"{{Name:{port.Name} HostPort:{port.HostPort ?? 0} ContainerPort:{port.ContainerPort} Protocol:{port.Protocol} HostIP:{port.HostIP}}}";
}
