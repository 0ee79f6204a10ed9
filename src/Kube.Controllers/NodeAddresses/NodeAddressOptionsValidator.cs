using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.NodeAddresses;

internal sealed class NodeAddressOptionsValidator : IValidateOptions<NodeAddressOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeAddressOptions options)
    {
        var failures = new List<string>();
        var families = new HashSet<AddressFamily>();
        foreach (var text in options.ClusterCidrs)
        {
            if (!IPNetwork.TryParse(text, out var range))
            {
                failures.Add($"{nameof(options.ClusterCidrs)} must be ranges of addresses, not \"{text}\"");
                continue;
            }

            if (!families.Add(range.BaseAddress.AddressFamily)) failures.Add($"{nameof(options.ClusterCidrs)} must have one range of each family at most");
            var size = range.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? options.MaskSizeIPv4 : options.MaskSizeIPv6;
            if (size < range.PrefixLength || size > range.PrefixLength + AddressBlocks.MostBits)
                failures.Add($"the prefix of a node in {text} must be {range.PrefixLength} to {range.PrefixLength + AddressBlocks.MostBits} long, not {size}");
        }

        failures.AddRange(options.ReservedCidrs.Where(static text => !IPNetwork.TryParse(text, out _))
            .Select(static text => $"{nameof(NodeAddressOptions.ReservedCidrs)} must be ranges of addresses, not \"{text}\""));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
