using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Snapshots;

namespace Kube.Api.Authentication.BootstrapTokens;

/// <summary>Knows the bearers of bootstrap tokens, by which nodes join: each is a secret of kube-system (upstream's <c>plugin/pkg/auth/authenticator/token/bootstrap</c>, 1.36).</summary>
/// <remarks>A token that is wrong in any way is not its concern: whether it exists is told to nobody.</remarks>
internal sealed partial class BootstrapTokenAuthenticator(IStoreSnapshots snapshots, IResourceCatalog catalog, TimeProvider time) : IAuthenticator
{
    private static readonly GroupVersionResource s_secrets = new("", "v1", "secrets");

    public ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.BearerToken is not { } token || TokenForm().Match(token) is not { Success: true } match) return new(AuthenticationResult.NotMine);
        return new(UserOf(match.Groups[1].Value, match.Groups[2].Value) is { } user ? AuthenticationResult.Success(user) : AuthenticationResult.NotMine);
    }

    private UserInfo? UserOf(string id, string value)
    {
        if (!catalog.Current.TryFind(s_secrets, out var definition)) return null;
        if (!snapshots.Open().TryGet(definition, "kube-system", BootstrapTokenSecret.NamePrefix + id, out var found)) return null;
        if (found.Object.Decode(0) is not V1Secret { Type: BootstrapTokenSecret.Type, Metadata.DeletionTimestamp: null } secret) return null;
        var kept = secret.Data?.GetValueOrDefault(BootstrapTokenSecret.Secret) ?? [];
        if (!CryptographicOperations.FixedTimeEquals(kept, Encoding.UTF8.GetBytes(value))) return null;
        if (BootstrapTokenSecret.Text(secret, BootstrapTokenSecret.Id) != id) return null;
        if (BootstrapTokenSecret.HasExpired(secret, time.GetUtcNow())) return null;
        if (BootstrapTokenSecret.Text(secret, BootstrapTokenSecret.UsableToAuthenticate) != "true") return null;
        return GroupsOf(secret) is { } groups ? new UserInfo(BootstrapTokenSecret.UserPrefix + id, groups: groups) : null;
    }

    // One group that is not for bootstrapping spoils the token.
    private static ImmutableArray<string>? GroupsOf(V1Secret secret)
    {
        var groups = new SortedSet<string>(StringComparer.Ordinal) { BootstrapTokenSecret.Group };
        var extra = BootstrapTokenSecret.Text(secret, BootstrapTokenSecret.ExtraGroups);
        if (extra.Length == 0) return [.. groups];
        foreach (var group in extra.Split(','))
        {
            if (!GroupForm().IsMatch(group)) return null;
            groups.Add(group);
        }

        return [.. groups];
    }

    [GeneratedRegex(@"\A([a-z0-9]{6})\.([a-z0-9]{16})\z", RegexOptions.CultureInvariant)]
    private static partial Regex TokenForm();

    [GeneratedRegex(@"\Asystem:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupForm();
}
