using System.Collections.Immutable;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>Which audiences this server is.</summary>
internal static class TokenAudiences
{
    public static ImmutableArray<string> Audiences(this ServiceAccountTokenOptions options) => options.ApiAudiences.Count > 0 ? [.. options.ApiAudiences] : [options.Issuer];
}
