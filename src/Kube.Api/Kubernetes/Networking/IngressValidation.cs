using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Networking;

/// <summary>The rules of ingresses: hosts, paths and what stands behind them.</summary>
internal static class IngressValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
    private static readonly string[] BadSequences = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] BadSuffixes = ["/..", "/."];

    public static void Validate(V1IngressSpec spec, FieldErrors errors)
    {
        if (spec.Rules is not { Count: > 0 } && spec.DefaultBackend is null)
            errors.Invalid(Spec, null, "either `defaultBackend` or `rules` must be specified");
        if (spec.DefaultBackend is { } backend) ValidateBackend(backend, errors, Spec.Child("defaultBackend"));
        for (var i = 0; i < spec.Rules?.Count; i++) ValidateRule(spec.Rules[i], errors, Spec.Child("rules").Index(i));
        for (var i = 0; i < spec.Tls?.Count; i++) ValidateTls(spec.Tls[i], errors, Spec.Child("tls").Index(i));
        if (spec.IngressClassName is { } name) errors.InvalidEach(Spec.Child("ingressClassName"), name, FormatRules.DnsSubdomain(name));
    }

    private static void ValidateTls(V1IngressTLS tls, FieldErrors errors, FieldPath path)
    {
        for (var i = 0; i < tls.Hosts?.Count; i++) ValidateHostName(tls.Hosts[i], errors, path.Child("hosts").Index(i));
        if (!string.IsNullOrEmpty(tls.SecretName)) errors.InvalidEach(path.Child("secretName"), tls.SecretName, FormatRules.DnsSubdomain(tls.SecretName));
    }

    private static void ValidateRule(V1IngressRule rule, FieldErrors errors, FieldPath path)
    {
        if (!string.IsNullOrEmpty(rule.Host))
        {
            if (FormatRules.ParseIp(rule.Host) is not null) errors.Invalid(path.Child("host"), rule.Host, "must be a DNS name, not an IP address");
            ValidateHostName(rule.Host, errors, path.Child("host"));
        }

        if (rule.Http is not { } http) return;
        if (http.Paths is not { Count: > 0 }) errors.Required(path.Child("http", "paths"));
        for (var i = 0; i < http.Paths?.Count; i++) ValidatePath(http.Paths[i], errors, path.Child("http", "paths").Index(i));
    }

    private static void ValidateHostName(string host, FieldErrors errors, FieldPath path) =>
        errors.InvalidEach(path, host, host.Contains('*') ? FormatRules.WildcardSubdomain(host) : FormatRules.DnsSubdomain(host));

    private static void ValidatePath(V1HTTPIngressPath entry, FieldErrors errors, FieldPath path)
    {
        var text = entry.Path ?? "";
        switch (entry.PathType)
        {
            case null or "":
                errors.Required(path.Child("pathType"), "pathType must be specified");
                break;
            case "Exact" or "Prefix":
                if (!text.StartsWith('/')) errors.Invalid(path.Child("path"), text, "must be an absolute path");
                foreach (var bad in BadSequences.Where(bad => text.Contains(bad, StringComparison.Ordinal)))
                    errors.Invalid(path.Child("path"), text, $"must not contain '{bad}'");
                foreach (var bad in BadSuffixes.Where(bad => text.EndsWith(bad, StringComparison.Ordinal)))
                    errors.Invalid(path.Child("path"), text, $"cannot end with '{bad}'");
                break;
            case "ImplementationSpecific":
                if (text.Length > 0 && !text.StartsWith('/')) errors.Invalid(path.Child("path"), text, "must be an absolute path");
                break;
            default:
                errors.NotSupported(path.Child("pathType"), entry.PathType, PathTypes);
                break;
        }

        ValidateBackend(entry.Backend, errors, path.Child("backend"));
    }

    private static void ValidateBackend(V1IngressBackend backend, FieldErrors errors, FieldPath path)
    {
        if (backend is { Resource: not null, Service: not null })
        {
            errors.Invalid(path, "", "cannot set both resource and service backends");
            return;
        }

        if (backend.Resource is { } resource)
        {
            if (resource.ApiGroup is { } group) errors.InvalidEach(path.Child("resource", "apiGroup"), group, FormatRules.DnsSubdomain(group));
            if (string.IsNullOrEmpty(resource.Kind)) errors.Required(path.Child("resource", "kind"));
            else errors.InvalidEach(path.Child("resource", "kind"), resource.Kind, FormatRules.PathSegment(resource.Kind));
            if (string.IsNullOrEmpty(resource.Name)) errors.Required(path.Child("resource", "name"));
            else errors.InvalidEach(path.Child("resource", "name"), resource.Name, FormatRules.PathSegment(resource.Name));
        }
        else if (backend.Service is { } service) ValidateService(service, errors, path);
        else errors.Invalid(path, "", "resource or service backend is required");
    }

    private static void ValidateService(V1IngressServiceBackend service, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(service.Name)) errors.Required(path.Child("service", "name"));
        else errors.InvalidEach(path.Child("service", "name"), service.Name, FormatRules.DnsLabel(service.Name));
        var name = service.Port?.Name ?? "";
        var number = service.Port?.Number ?? 0;
        if (name.Length > 0 && number > 0) errors.Invalid(path, "", "cannot set both port name & port number");
        else if (name.Length > 0) errors.InvalidEach(path.Child("service", "port").Child("name"), name, FormatRules.PortName(name));
        else if (number > 0) errors.InvalidEach(path.Child("service", "port").Child("number"), number, FormatRules.PortNumber(number));
        else errors.Required(path, "port name or number is required");
    }
}
