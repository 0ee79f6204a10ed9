using Microsoft.Extensions.Options;

namespace Kube.Scheduling.Hosting;

/// <summary>Bounds of times: a range attribute of a time span is no friend of trimming.</summary>
internal sealed class SchedulingTimesValidator : IValidateOptions<SchedulingOptions>
{
    public ValidateOptionsResult Validate(string? name, SchedulingOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        Check(options.FirstBackoff, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(options.FirstBackoff), errors);
        Check(options.LongestBackoff, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(options.LongestBackoff), errors);
        Check(options.ParkedAtMost, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(options.ParkedAtMost), errors);
        Check(options.AssumedPodExpiry, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(options.AssumedPodExpiry), errors);
        return errors.Build();
    }

    private static void Check(TimeSpan value, TimeSpan least, TimeSpan most, string property, ValidateOptionsResultBuilder errors)
    {
        if (value < least || value > most) errors.AddError($"must be between {least} and {most}, not {value}", property);
    }
}
