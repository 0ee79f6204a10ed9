using Microsoft.Extensions.Options;

namespace Kube.Api.Compaction;

/// <summary>Refuses an interval that would discard what clients still read.</summary>
internal sealed class StoreCompactionOptionsValidator : IValidateOptions<StoreCompactionOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreCompactionOptions options) =>
        options.Interval == TimeSpan.Zero || options.Interval >= TimeSpan.FromSeconds(1)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("StoreCompactionOptions.Interval: at least 1 s, or zero for never");
}
