using Kube.Api.Validation;
using Microsoft.Extensions.Options;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Refuses ranges that cannot be allocated from, at start-up and all at once.</summary>
internal sealed class ServiceNetworkOptionsValidator : IValidateOptions<ServiceNetworkOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceNetworkOptions options)
    {
        var failures = new List<string>();
        if (options.ClusterIPRanges.Count is 0 or > 2) failures.Add("ClusterIPRanges: one network, or one of each IP family");
        var parsed = options.ClusterIPRanges.Select(FormatRules.ParseCidr).ToList();
        for (var i = 0; i < parsed.Count; i++)
            if (parsed[i] is null) failures.Add($"ClusterIPRanges[{i}]: {options.ClusterIPRanges[i]} is not a network such as 10.96.0.0/16");
        if (parsed is [{ } first, { } second] && first.Address.AddressFamily == second.Address.AddressFamily)
            failures.Add("ClusterIPRanges: two networks must be of different IP families");
        if (options.FirstNodePort is < 1 or > 65535) failures.Add("FirstNodePort: 1 to 65535");
        if (options.LastNodePort is < 1 or > 65535 || options.LastNodePort < options.FirstNodePort) failures.Add("LastNodePort: FirstNodePort to 65535");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
