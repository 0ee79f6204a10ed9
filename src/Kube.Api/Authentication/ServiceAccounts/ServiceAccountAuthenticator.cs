using System.Collections.Immutable;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Validation;
using Kube.Store.Snapshots;
using Microsoft.Extensions.Options;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>Knows service accounts by their tokens, as long as the account and whatever the token is bound to still exist
/// (upstream's <c>pkg/serviceaccount/jwt.go</c> and <c>claims.go</c>, 1.36).</summary>
internal sealed class ServiceAccountAuthenticator(
    VerifiedTokens tokens, IStoreSnapshots snapshots, IResourceCatalog catalog, IOptions<ServiceAccountTokenOptions> options, TimeProvider time) : IAuthenticator
{
    private const string ExtraPrefix = "authentication.kubernetes.io/";

    private static readonly GroupVersionResource s_accounts = new("", "v1", "serviceaccounts");
    private static readonly GroupVersionResource s_pods = new("", "v1", "pods");
    private static readonly GroupVersionResource s_secrets = new("", "v1", "secrets");
    private static readonly GroupVersionResource s_nodes = new("", "v1", "nodes");

    // How long the clocks of a fleet may differ, and how long what is deleted still counts.
    private static readonly TimeSpan s_leeway = TimeSpan.FromMinutes(1);

    public ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.BearerToken is not { } token || !tokens.IsOurs(token, out var claims)) return new(AuthenticationResult.NotMine);
        return new(claims is null ? AuthenticationResult.Rejected : Check(claims, credentials.Audiences));
    }

    private AuthenticationResult Check(TokenClaims claims, ImmutableArray<string> wanted)
    {
        var audiences = wanted.IsDefaultOrEmpty ? options.Value.Audiences() : wanted;
        ImmutableArray<string> common = [.. claims.Audiences.Intersect(audiences)];
        if (common.IsEmpty)
            return AuthenticationResult.RejectedBecause($"token audiences {Quote(claims.Audiences)} is invalid for the target audiences {Quote(audiences)}");
        if (FindProblem(claims) is { } problem) return AuthenticationResult.RejectedBecause(problem);
        return AuthenticationResult.Success(UserOf(claims), common);
    }

    private string? FindProblem(TokenClaims claims)
    {
        var now = time.GetUtcNow();
        if (now - s_leeway > DateTimeOffset.FromUnixTimeSeconds(claims.Expires)) return "service account token has expired";
        if (now + s_leeway < DateTimeOffset.FromUnixTimeSeconds(claims.NotBefore)) return "service account token is not valid yet";

        var snapshot = snapshots.Open();
        var account = Find(snapshot, s_accounts, claims.Namespace, claims.Account.Name);
        if (account is null) return $"serviceaccounts \"{claims.Account.Name}\" not found";
        if (account.Facts.Uid != claims.Account.Uid) return $"service account UID ({account.Facts.Uid}) does not match claim ({claims.Account.Uid})";
        if (IsGone(account, now)) return $"service account {claims.Namespace}/{claims.Account.Name} has been deleted";
        return FindBoundProblem(snapshot, s_secrets, claims.Namespace, claims.Secret, now)
            ?? FindBoundProblem(snapshot, s_pods, claims.Namespace, claims.Pod, now)
            // A pod's node is said for information; only a token bound to the node itself ends with it.
            ?? (claims is { Pod: null, Secret: null } ? FindBoundProblem(snapshot, s_nodes, "", claims.Node, now) : null);
    }

    private string? FindBoundProblem(IStoreSnapshot snapshot, GroupVersionResource resource, string ns, ObjectClaim? claim, DateTimeOffset now)
    {
        if (claim is null) return null;
        var found = Find(snapshot, resource, ns, claim.Name);
        return found is null || found.Facts.Uid != claim.Uid || IsGone(found, now) ? "service account token has been invalidated" : null;
    }

    private static bool IsGone(ServedObject found, DateTimeOffset now) =>
        found.Facts.IsTerminating
        && found.Decode(0) is IKubernetesObject<V1ObjectMeta> { Metadata.DeletionTimestamp: { } deleted }
        && deleted < (now - s_leeway).UtcDateTime;

    private ServedObject? Find(IStoreSnapshot snapshot, GroupVersionResource resource, string ns, string name) =>
        catalog.Current.TryFind(resource, out var definition) && snapshot.TryGet(definition, ns, name, out var found) ? found.Object : null;

    private static UserInfo UserOf(TokenClaims claims)
    {
        var extra = new List<KeyValuePair<string, ImmutableArray<string>>>(5);
        if (claims.Id.Length > 0) Add("credential-id", $"JTI={claims.Id}");
        if (claims.Node is { } node)
        {
            Add("node-name", node.Name);
            if (node.Uid.Length > 0) Add("node-uid", node.Uid);
        }

        if (claims.Pod is { } pod)
        {
            Add("pod-name", pod.Name);
            Add("pod-uid", pod.Uid);
        }

        return new UserInfo(
            claims.Subject, claims.Account.Uid, [UserNames.ServiceAccountsGroup, UserNames.ServiceAccountsGroupPrefix + claims.Namespace], extra);

        void Add(string key, string value) => extra.Add(new(ExtraPrefix + key, [value]));
    }

    private static string Quote(ImmutableArray<string> audiences) => $"[{string.Join(' ', audiences.Select(BadValue.Quote))}]";
}
