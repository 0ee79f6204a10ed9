using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Kube.Node.Runtime.Process;

internal sealed class ProcessRuntimeOptionsValidator : IValidateOptions<ProcessRuntimeOptions>
{
    public ValidateOptionsResult Validate(string? name, ProcessRuntimeOptions options)
    {
        var failures = new List<string>();
        if (options.PodCidr.Length > 0 && (!IPNetwork.TryParse(options.PodCidr, out var range) || range.BaseAddress.AddressFamily != AddressFamily.InterNetwork || range.PrefixLength > 30))
            failures.Add($"{nameof(options.PodCidr)} must be an IPv4 range of at least four addresses, not \"{options.PodCidr}\"");
        if (options.Bridge.Length is 0 or > 15)
            failures.Add($"{nameof(options.Bridge)} must have 1 to 15 characters, not \"{options.Bridge}\"");
        if (options.SpareShims is < 0 or > 64)
            failures.Add($"{nameof(options.SpareShims)} must be between 0 and 64, not {options.SpareShims}");
        if (options.LogMaxBytes is < 0 or > 2L << 40)
            failures.Add($"{nameof(options.LogMaxBytes)} must be between 0 and 2 TiB, not {options.LogMaxBytes}");
        if (options.LogMaxFiles is < 2 or > 1000)
            failures.Add($"{nameof(options.LogMaxFiles)} must be between 2 and 1000, not {options.LogMaxFiles}");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
