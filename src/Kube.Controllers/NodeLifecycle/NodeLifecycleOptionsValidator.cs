using Microsoft.Extensions.Options;

namespace Kube.Controllers.NodeLifecycle;

// By hand: the attribute for ranges of time spans cannot be trimmed.
internal sealed class NodeLifecycleOptionsValidator : IValidateOptions<NodeLifecycleOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeLifecycleOptions options)
    {
        var wrong = new List<string>();
        Check(options.MonitorPeriod >= TimeSpan.FromMilliseconds(100) && options.MonitorPeriod <= TimeSpan.FromHours(1), "MonitorPeriod must be between 100 ms and 1 h");
        Check(options.MonitorGracePeriod >= TimeSpan.FromSeconds(1) && options.MonitorGracePeriod <= TimeSpan.FromHours(1), "MonitorGracePeriod must be between 1 s and 1 h");
        Check(options.StartupGracePeriod >= TimeSpan.FromSeconds(1) && options.StartupGracePeriod <= TimeSpan.FromHours(1), "StartupGracePeriod must be between 1 s and 1 h");
        Check(options.EvictionRate is >= 0 and <= 1000, "EvictionRate must be between 0 and 1000");
        Check(options.SecondaryEvictionRate is >= 0 and <= 1000, "SecondaryEvictionRate must be between 0 and 1000");
        Check(options.UnhealthyZoneThreshold is >= 0 and <= 1, "UnhealthyZoneThreshold must be between 0 and 1");
        Check(options.LargeZoneThreshold >= 0, "LargeZoneThreshold must not be negative");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void Check(bool holds, string rule)
        {
            if (!holds) wrong.Add($"NodeLifecycle: {rule}");
        }
    }
}
