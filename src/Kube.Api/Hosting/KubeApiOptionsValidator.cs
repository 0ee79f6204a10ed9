using Microsoft.Extensions.Options;

namespace Kube.Api.Hosting;

/// <summary>Checks the bounds that the options state, all at once.</summary>
internal sealed class KubeApiOptionsValidator : IValidateOptions<KubeApiOptions>
{
    public ValidateOptionsResult Validate(string? name, KubeApiOptions options)
    {
        var wrong = new List<string>();
        if (options.EventLifetime < TimeSpan.FromMinutes(1) || options.EventLifetime > TimeSpan.FromDays(30))
            wrong.Add("KubeApiOptions.EventLifetime: 1 minute to 30 days");
        if (options.DeleteCollectionWorkers is < 1 or > 1024) wrong.Add("KubeApiOptions.DeleteCollectionWorkers: 1 to 1024");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
