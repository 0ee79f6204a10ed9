using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Resource;

/// <summary>Defaults and rules of what a claim on devices asks for. Selectors are checked for their shape; compiling them is the CEL engine's.</summary>
internal static class ClaimRules
{
    private const string ExactCount = "ExactCount";
    private const int MaximumRequests = 32;

    public static void Default(V1ResourceClaimSpec? spec)
    {
        foreach (var request in spec?.Devices?.Requests ?? [])
        {
            if (request.Exactly is { } exactly)
            {
                if (string.IsNullOrEmpty(exactly.AllocationMode)) exactly.AllocationMode = ExactCount;
                if (exactly.AllocationMode == ExactCount && exactly.Count is null or 0) exactly.Count = 1;
                DefaultTolerations(exactly.Tolerations);
            }

            foreach (var part in request.FirstAvailable ?? [])
            {
                if (string.IsNullOrEmpty(part.AllocationMode)) part.AllocationMode = ExactCount;
                if (part.AllocationMode == ExactCount && part.Count is null or 0) part.Count = 1;
                DefaultTolerations(part.Tolerations);
            }
        }
    }

    public static void Validate(V1ResourceClaimSpec? spec, FieldErrors errors, FieldPath path)
    {
        if (spec?.Devices is not { } devices) return;
        path = path.Child("devices");
        if (devices.Requests?.Count > MaximumRequests) errors.TooMany(path.Child("requests"), devices.Requests.Count, MaximumRequests);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < devices.Requests?.Count; i++)
        {
            var request = devices.Requests[i];
            ValidateRequest(request, errors, path.Child("requests").Index(i));
            if (!names.Add(request.Name)) errors.Duplicate(path.Child("requests").Index(i), request.Name);
        }

        foreach (var request in devices.Requests ?? [])
        {
            foreach (var part in request.FirstAvailable ?? []) names.Add($"{request.Name}/{part.Name}");
        }

        for (var i = 0; i < devices.Constraints?.Count; i++)
        {
            ValidateNames(devices.Constraints[i].Requests, names, errors, path.Child("constraints").Index(i).Child("requests"));
            if (devices.Constraints[i].MatchAttribute is { } attribute) ValidateFullName(attribute, errors, path.Child("constraints").Index(i).Child("matchAttribute"));
        }

        for (var i = 0; i < devices.Config?.Count; i++)
        {
            ValidateNames(devices.Config[i].Requests, names, errors, path.Child("config").Index(i).Child("requests"));
            ValidateOpaque(devices.Config[i].Opaque, errors, path.Child("config").Index(i).Child("opaque"));
        }
    }

    /// <summary>Driver and parameters that only it understands.</summary>
    public static void ValidateOpaque(V1OpaqueDeviceConfiguration? opaque, FieldErrors errors, FieldPath path)
    {
        if (opaque is null)
        {
            errors.Required(path);
            return;
        }

        DeviceNames.ValidateDriver(opaque.Driver, errors, path.Child("driver"));
        if (opaque.Parameters is null) errors.Required(path.Child("parameters"));
    }

    /// <summary>An expression that picks devices.</summary>
    public static void ValidateSelectors(List<V1DeviceSelector>? selectors, FieldErrors errors, FieldPath path)
    {
        for (var i = 0; i < selectors?.Count; i++)
        {
            if (selectors[i].Cel is not { } selector) errors.Required(path.Index(i).Child("cel"));
            else DeviceSelectors.Validate(selector.Expression, errors, path.Index(i).Child("cel", "expression"));
        }
    }

    private static void ValidateRequest(V1DeviceRequest request, FieldErrors errors, FieldPath path)
    {
        DeviceNames.ValidateLabel(request.Name, errors, path.Child("name"));
        const string Text = "exactly one of `exactly` or `firstAvailable` is required";
        var alternatives = request.FirstAvailable is { Count: > 0 };
        if (request.Exactly is null && !alternatives) errors.Required(path, Text);
        else if (request.Exactly is not null && alternatives) errors.Invalid(path, null, $"{Text}, but multiple fields are set");
        else if (request.Exactly is { } exactly)
        {
            ValidateAsk(exactly.DeviceClassName, exactly.Selectors, exactly.AllocationMode, exactly.Count ?? 0, errors, path.Child("exactly"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; alternatives && request.Exactly is null && i < request.FirstAvailable!.Count; i++)
        {
            var part = request.FirstAvailable[i];
            var place = path.Child("firstAvailable").Index(i);
            DeviceNames.ValidateLabel(part.Name, errors, place.Child("name"));
            if (!names.Add(part.Name)) errors.Duplicate(place, part.Name);
            ValidateAsk(part.DeviceClassName, part.Selectors, part.AllocationMode, part.Count ?? 0, errors, place);
        }
    }

    private static void ValidateAsk(string? deviceClass, List<V1DeviceSelector>? selectors, string? mode, long count, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(deviceClass)) errors.Required(path.Child("deviceClassName"));
        else errors.InvalidEach(path.Child("deviceClassName"), deviceClass, FormatRules.DnsSubdomain(deviceClass));
        ValidateSelectors(selectors, errors, path.Child("selectors"));
        switch (mode)
        {
            case ExactCount:
                if (count <= 0) errors.Invalid(path.Child("count"), count, "must be greater than zero");
                break;
            case "All":
                if (count != 0) errors.Invalid(path.Child("count"), count, "must not be specified when allocationMode is 'All'");
                break;
            default:
                errors.NotSupported(path.Child("allocationMode"), mode ?? "", "All", ExactCount);
                break;
        }
    }

    private static void ValidateNames(List<string>? names, HashSet<string> known, FieldErrors errors, FieldPath path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names?.Count; i++)
        {
            if (!known.Contains(names[i]))
            {
                errors.Invalid(
                    path.Index(i), names[i], "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'");
            }

            if (!seen.Add(names[i])) errors.Duplicate(path.Index(i), names[i]);
        }
    }

    private static void ValidateFullName(string name, FieldErrors errors, FieldPath path)
    {
        DeviceNames.ValidateQualified(name, errors, path);
        if (!name.Contains('/')) errors.Invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash");
    }

    private static void DefaultTolerations(List<V1DeviceToleration>? tolerations)
    {
        foreach (var toleration in tolerations ?? [])
        {
            if (string.IsNullOrEmpty(toleration.Operator)) toleration.Operator = "Equal";
        }
    }
}
