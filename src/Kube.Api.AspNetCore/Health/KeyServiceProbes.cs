using Kube.Api.Encryption;

namespace Kube.Api.AspNetCore.Health;

/// <summary>Whether the key management services that guard the store's keys answer: each by its number, or all by one name when the configuration may change.</summary>
internal static class KeyServiceProbes
{
    public static IEnumerable<IHealthProbe> Of(KeyServices keys) => !keys.AreFixed
        ? keys.Count > 0 ? [new StaticProbe("kms-providers", HealthEndpoints.All, keys.AreWell)] : []
        : Enumerable.Range(0, keys.Count).Select(i => new StaticProbe($"kms-provider-{i}", HealthEndpoints.All, () => keys.IsWell(i)));
}
