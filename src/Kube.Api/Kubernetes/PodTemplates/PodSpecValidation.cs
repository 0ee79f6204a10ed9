using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The rules of a pod's specification, in upstream's order and words (<c>pkg/apis/core/validation</c>, 1.36). One instance checks one specification.</summary>
internal sealed partial class PodSpecValidation
{
    private readonly V1PodSpec _spec;
    private readonly V1ObjectMeta? _metadata;
    private readonly FieldPath _path;
    private readonly FieldErrors _errors;
    private readonly PodValidationOptions _options;
    private readonly Dictionary<string, V1Volume> _volumes = [];
    private readonly HashSet<string> _claims;

    private PodSpecValidation(V1PodSpec spec, V1ObjectMeta? metadata, FieldPath path, FieldErrors errors, PodValidationOptions options)
    {
        _spec = spec;
        _metadata = metadata;
        _path = path;
        _errors = errors;
        _options = options;
        _claims = [.. spec.ResourceClaims.OrEmpty().Select(claim => claim.Name).Where(name => !string.IsNullOrEmpty(name))];
    }

    /// <summary>The pod shares the user namespace of its host, which is the default.</summary>
    private bool HostUsers => _spec.HostUsers ?? true;

    private bool HostNetwork => _spec.HostNetwork ?? false;

    /// <summary>Reports every rule that the specification breaks.</summary>
    /// <param name="spec">The specification, defaulted.</param>
    /// <param name="metadata">The pod's metadata; null in a template, whose pods have no names yet.</param>
    /// <param name="path">Where the specification stands.</param>
    /// <param name="errors">Where to report.</param>
    /// <param name="options">What to let pass.</param>
    public static void Validate(V1PodSpec spec, V1ObjectMeta? metadata, FieldPath path, FieldErrors errors, PodValidationOptions options) =>
        new PodSpecValidation(spec, metadata, path, errors, options).Run();

    private void Run()
    {
        if (_spec.TerminationGracePeriodSeconds is null) _errors.Required(_path.Child("terminationGracePeriodSeconds"));
        Volumes(_path.Child("volumes"));
        PodResourceClaims(_path.Child("resourceClaims"));
        Containers(_path.Child("containers"));
        InitContainers(_path.Child("initContainers"));
        EphemeralContainers(_path.Child("ephemeralContainers"));
        PodResources(_path.Child("resources"));
        HostNetworkPorts();
        _errors.OneOf(_path.Child("restartPolicy"), _spec.RestartPolicy, PodContainers.Always, "OnFailure", "Never");
        _errors.OneOf(_path.Child("dnsPolicy"), _spec.DnsPolicy, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        ObjectMetaValidation.ValidateLabels(_spec.NodeSelector, _errors, _path.Child("nodeSelector"));
        PodSecurityContext(_path.Child("securityContext"));
        Affinity(_path.Child("affinity"));
        Dns(_path.Child("dnsConfig"));
        Gates();
        TopologySpread(_path.Child("topologySpreadConstraints"));
        WindowsHostProcess();
        HostNamespaces();
        Names();
        Scheduling();
        if (_spec.Overhead is not null) Requirements(new V1ResourceRequirements { Limits = _spec.Overhead }, _path.Child("overhead"), ResourceNames.Container, []);
        OperatingSystem();
    }

    private void Gates()
    {
        var readiness = _path.Child("readinessGates");
        var readinessGates = _spec.ReadinessGates.OrEmpty();
        for (var i = 0; i < readinessGates.Count; i++)
        {
            _errors.InvalidEach(
                readiness.Index(i).Child("conditionType"), readinessGates[i].ConditionType, FormatRules.QualifiedName(readinessGates[i].ConditionType ?? ""));
        }

        var scheduling = _path.Child("schedulingGates");
        var schedulingGates = _spec.SchedulingGates.OrEmpty();
        if (schedulingGates.Count == 0) return;
        var seen = new HashSet<string>();
        for (var i = 0; i < schedulingGates.Count; i++)
        {
            var name = schedulingGates[i].Name ?? "";
            _errors.InvalidEach(scheduling.Index(i), name, FormatRules.QualifiedName(name));
            if (!seen.Add(name)) _errors.Duplicate(scheduling.Index(i), name);
        }
    }

    private void Names()
    {
        Name("serviceAccountName", _spec.ServiceAccountName, FormatRules.DnsSubdomain);
        Name("nodeName", _spec.NodeName, FormatRules.DnsSubdomain);
        if (_spec.ActiveDeadlineSeconds is < 1 or > int.MaxValue)
            _errors.Invalid(_path.Child("activeDeadlineSeconds"), _spec.ActiveDeadlineSeconds, FormatRules.Between(1, int.MaxValue));
        Name("hostname", _spec.Hostname, FormatRules.DnsLabel);
        Name("subdomain", _spec.Subdomain, FormatRules.DnsLabel);
        HostnameOverride();
        if (_spec.Tolerations.Count() > 0) TolerationRules.Validate(_spec.Tolerations, _path.Child("tolerations"), _errors);
        HostAliases();
    }

    private void Name(string field, string? value, Func<string, IReadOnlyList<string>> rule)
    {
        if (!string.IsNullOrEmpty(value)) _errors.InvalidEach(_path.Child(field), value, rule(value));
    }

    private void HostnameOverride()
    {
        if (_spec.HostnameOverride is not { } hostname) return;
        var path = _path.Child("hostnameOverride");
        if (FormatRules.Utf8Length(hostname) > 64) _errors.TooLong(path, 64);
        _errors.InvalidEach(path, hostname, FormatRules.DnsSubdomain(hostname));
        if (_spec.SetHostnameAsFQDN == true) _errors.Forbidden(_path.Child("setHostnameAsFQDN"), "cannot be specified when `hostnameOverride` is set");
        if (HostNetwork) _errors.Forbidden(_path.Child("hostNetwork"), "cannot be specified when `hostnameOverride` is set");
    }

    private void HostAliases()
    {
        var path = _path.Child("hostAliases");
        var aliases = _spec.HostAliases.OrEmpty();
        for (var i = 0; i < aliases.Count; i++)
        {
            _errors.InvalidEach(path.Index(i).Child("ip"), aliases[i].Ip, FormatRules.Ip(aliases[i].Ip ?? ""));
            var hostnames = aliases[i].Hostnames.OrEmpty();
            for (var j = 0; j < hostnames.Count; j++)
                _errors.InvalidEach(path.Index(i).Child("hostnames").Index(j), hostnames[j], FormatRules.DnsSubdomain(hostnames[j]));
        }
    }

    private void Scheduling()
    {
        Name("priorityClassName", _spec.PriorityClassName, FormatRules.DnsSubdomain);
        if (_spec.RuntimeClassName is { } runtimeClass)
            _errors.InvalidEach(_path.Child("runtimeClassName"), runtimeClass, FormatRules.DnsSubdomain(runtimeClass));
        if (_spec.PreemptionPolicy is not null) _errors.OneOf(_path.Child("preemptionPolicy"), _spec.PreemptionPolicy, "PreemptLowerPriority", "Never");
    }

    private void Dns(FieldPath path)
    {
        var config = _spec.DnsConfig;
        if (_spec.DnsPolicy == "None")
        {
            if (config is null)
            {
                _errors.Required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }

            if (config.Nameservers.Count() == 0)
            {
                _errors.Required(path.Child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
                return;
            }
        }

        if (config is not null) Dns(config, path);
    }

    private void Dns(V1PodDNSConfig config, FieldPath path)
    {
        var nameservers = config.Nameservers.OrEmpty();
        if (nameservers.Count > 3) _errors.Invalid(path.Child("nameservers"), nameservers, "must not have more than 3 nameservers");
        for (var i = 0; i < nameservers.Count; i++) _errors.InvalidEach(path.Child("nameservers").Index(i), nameservers[i], FormatRules.Ip(nameservers[i]));

        var searches = config.Searches.OrEmpty();
        if (searches.Count > 32) _errors.Invalid(path.Child("searches"), searches, "must not have more than 32 search paths");
        if (FormatRules.Utf8Length(string.Join(' ', searches)) > 2048)
            _errors.Invalid(path.Child("searches"), searches, "must not have more than 2048 characters (including spaces) in the search list");
        for (var i = 0; i < searches.Count; i++)
        {
            if (searches[i] == ".") continue;
            var search = searches[i].EndsWith('.') ? searches[i][..^1] : searches[i];
            _errors.InvalidEach(path.Child("searches").Index(i), search, FormatRules.DnsSubdomainWithUnderscore(search));
        }

        var options = config.Options.OrEmpty();
        for (var i = 0; i < options.Count; i++)
        {
            if (string.IsNullOrEmpty(options[i].Name)) _errors.Required(path.Child("options").Index(i), "must not be empty");
        }
    }
}
