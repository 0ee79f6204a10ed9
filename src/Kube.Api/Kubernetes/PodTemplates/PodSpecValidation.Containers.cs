using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    private const string OnlySidecars = "may not be set for init containers without restartPolicy=Always";
    private const string NotEphemeral = "cannot be set for an Ephemeral Container";

    private static readonly string[] RestartPolicies = [PodContainers.Always, "Never", "OnFailure"];

    private void Containers(FieldPath path)
    {
        var containers = _spec.Containers.OrEmpty();
        if (containers.Count == 0)
        {
            _errors.Required(path);
            return;
        }

        var names = new HashSet<string>();
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            var at = path.Index(i);
            Common(container, at);
            if (!names.Add(container.Name ?? "")) _errors.Duplicate(at.Child("name"), container.Name ?? "");
            Lifecycle(container, at);
            Probes(container, at);
            RestartPolicy(container, at);
        }

        HostPortConflicts(containers, path);
    }

    private void InitContainers(FieldPath path)
    {
        var names = _spec.Containers.OrEmpty().Select(container => container.Name ?? "").ToHashSet();
        var containers = _spec.InitContainers.OrEmpty();
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            var at = path.Index(i);
            Common(container, at);
            RestartPolicy(container, at);
            if (!string.IsNullOrEmpty(container.Name) && !names.Add(container.Name)) _errors.Duplicate(at.Child("name"), container.Name);

            // They run one after the other, so each has the host's ports to itself; upstream counts it as the first of its list.
            HostPortConflicts([container], path);
            if (PodContainers.IsRestartableInit(container))
            {
                Lifecycle(container, at);
                Probes(container, at);
            }
            else
            {
                if (container.Lifecycle is not null) _errors.Forbidden(at.Child("lifecycle"), OnlySidecars);
                if (container.LivenessProbe is not null) _errors.Forbidden(at.Child("livenessProbe"), OnlySidecars);
                if (container.ReadinessProbe is not null) _errors.Forbidden(at.Child("readinessProbe"), OnlySidecars);
                if (container.StartupProbe is not null) _errors.Forbidden(at.Child("startupProbe"), OnlySidecars);
            }
        }
    }

    private void EphemeralContainers(FieldPath path)
    {
        var others = _spec.Containers.OrEmpty().Concat(_spec.InitContainers.OrEmpty()).Select(container => container.Name ?? "").ToHashSet();
        var names = new HashSet<string>(others);
        var containers = _spec.EphemeralContainers.OrEmpty();
        for (var i = 0; i < containers.Count; i++)
        {
            var container = PodContainers.AsContainer(containers[i]);
            var at = path.Index(i);
            Common(container, at);
            ImageWhitespace(container.Image, at, _errors);
            if (!names.Add(container.Name ?? "")) _errors.Duplicate(at.Child("name"), container.Name ?? "");
            var target = containers[i].TargetContainerName;
            if (!string.IsNullOrEmpty(target) && !others.Contains(target)) _errors.NotFound(at.Child("targetContainerName"), target);
            OnlyEphemeralFields(container, at);
        }
    }

    private void OnlyEphemeralFields(V1Container container, FieldPath at)
    {
        if (container.Ports is not null) _errors.Forbidden(at.Child("ports"), NotEphemeral);
        if (container.Resources is { } resources && (resources.Limits is not null || resources.Requests is not null || resources.Claims is not null))
            _errors.Forbidden(at.Child("resources"), NotEphemeral);
        if (container.ResizePolicy is not null) _errors.Forbidden(at.Child("resizePolicy"), NotEphemeral);
        if (container.RestartPolicy is not null) _errors.Forbidden(at.Child("restartPolicy"), NotEphemeral);
        if (container.RestartPolicyRules is not null) _errors.Forbidden(at.Child("restartPolicyRules"), NotEphemeral);
        if (container.LivenessProbe is not null) _errors.Forbidden(at.Child("livenessProbe"), NotEphemeral);
        if (container.ReadinessProbe is not null) _errors.Forbidden(at.Child("readinessProbe"), NotEphemeral);
        if (container.StartupProbe is not null) _errors.Forbidden(at.Child("startupProbe"), NotEphemeral);
        if (container.Lifecycle is not null) _errors.Forbidden(at.Child("lifecycle"), NotEphemeral);
        for (var i = 0; i < container.VolumeMounts.Count(); i++)
        {
            var mount = at.Child("volumeMounts").Index(i);
            if (!string.IsNullOrEmpty(container.VolumeMounts![i].SubPath)) _errors.Forbidden(mount.Child("subPath"), NotEphemeral);
            if (!string.IsNullOrEmpty(container.VolumeMounts[i].SubPathExpr)) _errors.Forbidden(mount.Child("subPathExpr"), NotEphemeral);
        }
    }

    /// <summary>An image that only a pod, not a template, must have without spaces around it: templates have used a lone space as a placeholder.</summary>
    public static void ImageWhitespace(string? image, FieldPath container, FieldErrors errors)
    {
        if (image is not null && image.Trim().Length != image.Length)
            errors.Invalid(container.Child("image"), image, "must not have leading or trailing whitespace");
    }

    /// <summary>What holds for every container, whichever list it stands in.</summary>
    private void Common(V1Container container, FieldPath path)
    {
        if (string.IsNullOrEmpty(container.Name)) _errors.Required(path.Child("name"));
        else _errors.InvalidEach(path.Child("name"), container.Name, FormatRules.DnsLabel(container.Name));
        if (string.IsNullOrEmpty(container.Image)) _errors.Required(path.Child("image"));
        _errors.OneOf(path.Child("terminationMessagePolicy"), container.TerminationMessagePolicy, "File", "FallbackToLogsOnError");
        Ports(container.Ports.OrEmpty(), path.Child("ports"));
        Environment(container.Env.OrEmpty(), path.Child("env"));
        EnvironmentSources(container.EnvFrom.OrEmpty(), path.Child("envFrom"));
        Mounts(container, path.Child("volumeMounts"));
        Devices(container, path.Child("volumeDevices"));
        PullPolicy(path.Child("imagePullPolicy"), container.ImagePullPolicy);
        Requirements(container.Resources, path.Child("resources"), ResourceNames.Container, _claims);
        ResizePolicy(container.ResizePolicy.OrEmpty(), path.Child("resizePolicy"));
        SecurityContext(container.SecurityContext, path.Child("securityContext"));
    }

    private void PullPolicy(FieldPath path, string? policy) => _errors.OneOf(path, policy, PodContainers.Always, "IfNotPresent", "Never");

    private void RestartPolicy(V1Container container, FieldPath path)
    {
        var rules = container.RestartPolicyRules.OrEmpty();
        if (container.RestartPolicy is null)
        {
            if (rules.Count > 0) _errors.Required(path.Child("restartPolicy"), "must specify restartPolicy when restart rules are used");
            return;
        }

        if (!RestartPolicies.Contains(container.RestartPolicy)) _errors.NotSupported(path.Child("restartPolicy"), container.RestartPolicy, RestartPolicies);
        path = path.Child("restartPolicyRules");
        if (rules.Count > 20) _errors.TooMany(path, rules.Count, 20);
        for (var i = 0; i < rules.Count; i++) RestartRule(rules[i], path.Index(i));
    }

    private void RestartRule(V1ContainerRestartRule rule, FieldPath path)
    {
        if (rule.Action != "Restart") _errors.NotSupported(path.Child("action"), rule.Action ?? "", "Restart");
        if (rule.ExitCodes is not { } codes)
        {
            _errors.Required(path.Child("exitCodes"), "must be specified");
            return;
        }

        if (codes.Operator is not ("In" or "NotIn"))
            _errors.NotSupported(path.Child("exitCodes", "operator"), codes.Operator ?? "", "In", "NotIn");
        if (codes.Values.Count() > 255) _errors.TooMany(path.Child("exitCodes", "values"), codes.Values.Count(), 255);
    }

    private void Ports(List<V1ContainerPort> ports, FieldPath path)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            var at = path.Index(i);
            if (!string.IsNullOrEmpty(port.Name))
            {
                var wrong = FormatRules.PortName(port.Name);
                _errors.InvalidEach(at.Child("name"), port.Name, wrong);
                if (wrong.Count == 0 && !names.Add(port.Name)) _errors.Duplicate(at.Child("name"), port.Name);
            }

            if (port.ContainerPort == 0) _errors.Required(at.Child("containerPort"));
            else _errors.InvalidEach(at.Child("containerPort"), port.ContainerPort, FormatRules.PortNumber(port.ContainerPort));
            if (port.HostPort is { } hostPort and not 0) _errors.InvalidEach(at.Child("hostPort"), hostPort, FormatRules.PortNumber(hostPort));
            _errors.OneOf(at.Child("protocol"), port.Protocol, "SCTP", "TCP", "UDP");
        }
    }

    private void HostPortConflicts(List<V1Container> containers, FieldPath path)
    {
        var taken = new HashSet<string>();
        for (var i = 0; i < containers.Count; i++)
        {
            var ports = containers[i].Ports.OrEmpty();
            for (var j = 0; j < ports.Count; j++)
            {
                if ((ports[j].HostPort ?? 0) == 0) continue;
                var use = $"{ports[j].Protocol}/{ports[j].HostIP}/{ports[j].HostPort}";
                if (!taken.Add(use)) _errors.Duplicate(path.Index(i).Child("ports").Index(j).Child("hostPort"), use);
            }
        }
    }

    /// <summary>A pod on its host's network has its containers' ports there; a template may still leave the host's port out.</summary>
    private void HostNetworkPorts()
    {
        if (!HostNetwork) return;
        var containers = _spec.Containers.OrEmpty();
        for (var i = 0; i < containers.Count; i++)
        {
            var ports = containers[i].Ports.OrEmpty();
            for (var j = 0; j < ports.Count; j++)
            {
                var hostPort = ports[j].HostPort ?? 0;
                if ((_options.ResourceIsPod || hostPort != 0) && hostPort != ports[j].ContainerPort)
                {
                    _errors.Invalid(
                        _path.Child("containers").Index(i).Child("ports").Index(j).Child("hostPort"), hostPort,
                        "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }
}
