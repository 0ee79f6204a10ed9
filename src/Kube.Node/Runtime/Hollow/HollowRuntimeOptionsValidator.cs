using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Kube.Node.Runtime.Hollow;

internal sealed class HollowRuntimeOptionsValidator : IValidateOptions<HollowRuntimeOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, HollowRuntimeOptions options)
    {
        var failures = new List<string>();
        if (!IPNetwork.TryParse(options.PodCidr, out var range) || range.BaseAddress.AddressFamily != AddressFamily.InterNetwork || range.PrefixLength > 30)
            failures.Add($"{nameof(options.PodCidr)} must be an IPv4 range of at least four addresses, not \"{options.PodCidr}\"");
        if (options.PullTime < TimeSpan.Zero || options.PullTime > Longest)
            failures.Add($"{nameof(options.PullTime)} must be between 0 and 1 h, not {options.PullTime}");
        if (options.SandboxTime < TimeSpan.Zero || options.SandboxTime > Longest)
            failures.Add($"{nameof(options.SandboxTime)} must be between 0 and 1 h, not {options.SandboxTime}");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
