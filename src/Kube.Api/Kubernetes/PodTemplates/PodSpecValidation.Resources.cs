using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    /// <param name="resources">What is asked for; null asks for nothing.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="checkName">The rule of names here.</param>
    /// <param name="claims">The names of claims that may be referred to.</param>
    private void Requirements(V1ResourceRequirements? resources, FieldPath path, Action<string, FieldPath, FieldErrors> checkName, HashSet<string> claims)
    {
        if (resources is null) return;
        foreach (var (name, quantity) in resources.Limits.Sorted())
        {
            checkName(name, path.Child("limits").Key(name), _errors);
            ResourceAmount(name, quantity, path.Child("limits").Key(name));
        }

        foreach (var (name, quantity) in resources.Requests.Sorted())
        {
            checkName(name, path.Child("requests").Key(name), _errors);
            ResourceAmount(name, quantity, path.Child("requests").Key(name));
            WithinLimit(name, quantity, resources.Limits, path);
        }

        var all = resources.Limits.OrEmpty().Keys.Concat(resources.Requests.OrEmpty().Keys).ToList();
        if (all.Exists(ResourceNames.IsHugePages) && !all.Exists(name => name is ResourceNames.Cpu or ResourceNames.Memory))
            _errors.Forbidden(path, "HugePages require cpu or memory");
        ClaimNames(resources.Claims.OrEmpty(), path.Child("claims"), claims);
    }

    private void ResourceAmount(string name, ResourceQuantity quantity, FieldPath path)
    {
        if (quantity.Sign < 0) _errors.Invalid(path, quantity.ToString(), FieldRules.NotNegative);
        if (ResourceNames.IsInteger(name) && !quantity.IsInteger) _errors.Invalid(path, quantity.ToString(), "must be an integer");
        if (ResourceNames.IsHugePages(name) && !_options.AllowIndivisibleHugePagesValues && !ResourceNames.IsDivisible(name, quantity))
            _errors.Invalid(path, quantity.ToString(), $"{quantity} is not positive integer multiple of {name}");
    }

    private void WithinLimit(string name, ResourceQuantity request, Dictionary<string, ResourceQuantity>? limits, FieldPath path)
    {
        if (limits is null || !limits.TryGetValue(name, out var limit))
        {
            if (!ResourceNames.IsOvercommitAllowed(name)) _errors.Required(path.Child("limits"), "Limit must be set for non overcommitable resources");
            return;
        }

        var order = request.CompareTo(limit);
        if (order != 0 && !ResourceNames.IsOvercommitAllowed(name))
            _errors.Invalid(path.Child("requests"), request.ToString(), $"must be equal to {name} limit of {limit}");
        else if (order > 0) _errors.Invalid(path.Child("requests"), request.ToString(), $"must be less than or equal to {name} limit of {limit}");
    }

    private void ClaimNames(List<Corev1ResourceClaim> claims, FieldPath path, HashSet<string> known)
    {
        var used = new HashSet<string>();
        for (var i = 0; i < claims.Count; i++)
        {
            var name = claims[i].Name ?? "";
            var at = path.Index(i);
            if (name.Length == 0)
            {
                _errors.Required(at);
                continue;
            }

            ClaimUse(name, claims[i].Request, at, used);
            if (known.Contains(name)) continue;
            var names = known.Count == 0 ? " which is empty" : ": " + string.Join(", ", known.Order(StringComparer.Ordinal));
            _errors.Add(new FieldError(
                FieldErrorType.NotFound, at.ToString(), $"Not found: {BadValue.Quote(name)}: must be one of the names in pod.spec.resourceClaims{names}"));
        }
    }

    private void ClaimUse(string name, string? request, FieldPath at, HashSet<string> used)
    {
        if (used.Contains(name))
        {
            _errors.Duplicate(at, name);
            return;
        }

        var key = name;
        if (!string.IsNullOrEmpty(request))
        {
            _errors.InvalidEach(at.Child("request"), request, FormatRules.DnsLabel(request));
            key += "/" + request;
            if (used.Contains(key)) _errors.Duplicate(at, key);
        }
        else
        {
            foreach (var other in used.Where(other => other.StartsWith(name + "/", StringComparison.Ordinal))) _errors.Duplicate(at, name);
        }

        used.Add(key);
    }

    private void ResizePolicy(List<V1ContainerResizePolicy> policies, FieldPath path)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < policies.Count; i++)
        {
            var resource = policies[i].ResourceName ?? "";
            if (!seen.Add(resource)) _errors.Duplicate(path.Index(i), resource);
            _errors.OneOf(path, resource, ResourceNames.Cpu, ResourceNames.Memory);
            _errors.OneOf(path, policies[i].RestartPolicy, "NotRequired", "RestartContainer");
            if (_spec.RestartPolicy == "Never" && policies[i].RestartPolicy != "NotRequired")
                _errors.Invalid(path, policies[i].RestartPolicy ?? "", "must be 'NotRequired' when `restartPolicy` is 'Never'");
        }
    }

    private void PodResourceClaims(FieldPath path)
    {
        var names = new HashSet<string>();
        var claims = _spec.ResourceClaims.OrEmpty();
        for (var i = 0; i < claims.Count; i++)
        {
            var claim = claims[i];
            var at = path.Index(i);
            if (string.IsNullOrEmpty(claim.Name)) _errors.Required(at.Child("name"));
            else if (!names.Add(claim.Name)) _errors.Duplicate(at.Child("name"), claim.Name);
            else _errors.InvalidEach(at.Child("name"), claim.Name, FormatRules.DnsLabel(claim.Name));
            if (claim.ResourceClaimName is not null && claim.ResourceClaimTemplateName is not null)
                _errors.Invalid(at, GoText(claim), "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            if (claim.ResourceClaimName is null && claim.ResourceClaimTemplateName is null)
                _errors.Invalid(at, GoText(claim), "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            if (claim.ResourceClaimName is { } name) _errors.InvalidEach(at.Child("resourceClaimName"), name, FormatRules.DnsSubdomain(name));
            if (claim.ResourceClaimTemplateName is { } template)
                _errors.InvalidEach(at.Child("resourceClaimTemplateName"), template, FormatRules.DnsSubdomain(template));
        }
    }

    private static JsonText GoText(V1PodResourceClaim claim)
    {
        static string Text(string? value) => value is null ? "null" : BadValue.JsonQuote(value);
        return new JsonText(
            $"{{\"Name\":{Text(claim.Name ?? "")},\"ResourceClaimName\":{Text(claim.ResourceClaimName)},\"ResourceClaimTemplateName\":{Text(claim.ResourceClaimTemplateName)}}}");
    }

    /// <summary>What the pod as a whole asks for holds all that its containers ask for.</summary>
    private void PodResources(FieldPath path)
    {
        if (_spec.Resources is not { } resources) return;
        if (resources.Claims is not null) _errors.Forbidden(path.Child("claims"), "claims cannot be set for Resources at pod-level");
        Requirements(resources, path, ResourceNames.Pod, _claims);
        foreach (var (name, sum) in PodResourceSums.Requests(_spec).Sorted())
        {
            var own = resources.Requests?.GetValueOrDefault(name) ?? ResourceQuantity.Zero;
            if (sum.CompareTo(own) > 0)
            {
                _errors.Invalid(
                    path.Child("requests").Key(name), own.ToString(), $"must be greater than or equal to aggregate container requests of {sum}");
            }
        }

        var containers = _spec.Containers.OrEmpty();
        for (var i = 0; i < containers.Count; i++)
        {
            foreach (var (name, limit) in (containers[i].Resources?.Limits).Sorted())
            {
                if (resources.Limits is null || !resources.Limits.TryGetValue(name, out var own) || limit.CompareTo(own) <= 0) continue;
                _errors.Invalid(
                    path.Child("containers").Index(i).Key(name).Child("limits"), limit.ToString(), $"must be less than or equal to pod limits of {own}");
            }
        }
    }
}
