using System.Text;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Hosting;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.LegacyTokens;

/// <summary>Fills the secrets that ask for a service account's token, and deletes them when the account is gone.</summary>
/// <remarks>The token is bound to its secret and good for as long as the secret is there, at most 136 years; upstream's has no end at all.</remarks>
internal sealed class LegacyTokenReconciler(
    IResourceCache<V1Secret> secrets, IResourceCache<V1ServiceAccount> accounts, IKubeClient client, IOptions<KubeControllersOptions> options) : IReconciler<V1Secret>
{
    private const string AccountName = "kubernetes.io/service-account.name";
    private const string AccountUid = "kubernetes.io/service-account.uid";
    private const long Longest = 1L << 32;

    /// <summary>The secrets that matter.</summary>
    public static CacheScope Scope { get; } = new(FieldSelector: "type=kubernetes.io/service-account-token");

    /// <summary>The secrets of an account.</summary>
    public IEnumerable<ObjectKey> SecretsOf(V1ServiceAccount account) =>
        secrets.List(account.Metadata.Namespace!).Where(secret => secret.Metadata.Annotations?.GetValueOrDefault(AccountName) == account.Metadata.Name).Select(static secret => secret.Key());

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!secrets.TryGet(key, out var secret) || secret.Metadata.DeletionTimestamp is not null) return ReconcileResult.Done;
        if (secret.Metadata.Annotations?.GetValueOrDefault(AccountName) is not { Length: > 0 } name) return ReconcileResult.Done;
        try
        {
            var account = await FindAccountAsync(new(key.Namespace, name), cancellationToken);
            var uid = secret.Metadata.Annotations.GetValueOrDefault(AccountUid);
            if (account is null || (uid is { Length: > 0 } && uid != account.Metadata.Uid))
                await client.For<V1Secret>().DeleteAsync(key, new() { Preconditions = new() { Uid = secret.Metadata.Uid } }, cancellationToken);
            else if (account.Metadata.DeletionTimestamp is null && !IsFull(secret))
                await FillAsync(secret, account, cancellationToken);
        }
        catch (NotFoundException)
        {
            // The secret is gone meanwhile.
        }

        return ReconcileResult.Done;
    }

    // An account that the cache does not have may be one that it does not have yet.
    private async ValueTask<V1ServiceAccount?> FindAccountAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (accounts.TryGet(key, out var known)) return known;
        try
        {
            return await client.For<V1ServiceAccount>().GetAsync(key, cancellationToken);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private bool IsFull(V1Secret secret) =>
        Has(secret, "token") && Text(secret, "namespace") == secret.Metadata.Namespace && (options.Value.RootCertificates.Length == 0 || Text(secret, "ca.crt") == options.Value.RootCertificates);

    private async ValueTask FillAsync(V1Secret secret, V1ServiceAccount account, CancellationToken cancellationToken)
    {
        var copy = secret.DeepClone();
        var data = copy.Data ??= [];
        data["namespace"] = Encoding.UTF8.GetBytes(secret.Metadata.Namespace!);
        if (options.Value.RootCertificates.Length > 0) data["ca.crt"] = Encoding.UTF8.GetBytes(options.Value.RootCertificates);
        if (!Has(secret, "token")) data["token"] = Encoding.UTF8.GetBytes(await MakeAsync(secret, account, cancellationToken));
        copy.Metadata.Annotations![AccountUid] = account.Metadata.Uid!;
        await client.For<V1Secret>().UpdateAsync(copy, WriteOptions.Default, cancellationToken);
    }

    private async ValueTask<string> MakeAsync(V1Secret secret, V1ServiceAccount account, CancellationToken cancellationToken)
    {
        var asked = new Authenticationv1TokenRequest
        {
            Spec = new()
            {
                Audiences = [],
                ExpirationSeconds = Longest,
                BoundObjectRef = new() { Kind = V1Secret.KubeKind, ApiVersion = V1Secret.KubeApiVersion, Name = secret.Metadata.Name, Uid = secret.Metadata.Uid },
            },
        };
        var answer = await client.For<V1ServiceAccount>().CreateAsync(account.Key(), "token", asked, WriteOptions.Default, cancellationToken);
        return ((Authenticationv1TokenRequest)answer).Status!.Token;
    }

    private static bool Has(V1Secret secret, string entry) => secret.Data?.GetValueOrDefault(entry) is { Length: > 0 };

    private static string Text(V1Secret secret, string entry) => secret.Data?.GetValueOrDefault(entry) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
}
