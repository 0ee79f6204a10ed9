using System.Globalization;
using System.Security.Cryptography;
using Kube.Api.Authentication.BootstrapTokens;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Samples.Cluster;

/// <summary>A bootstrap token for the nodes that this process starts; the cluster forgets it after an hour.</summary>
internal static class JoinToken
{
    private const string Characters = "abcdefghijklmnopqrstuvwxyz0123456789";

    public static async Task<string> CreateAsync(IKubeClient client, CancellationToken cancellationToken)
    {
        var (id, secret) = (RandomNumberGenerator.GetString(Characters, 6), RandomNumberGenerator.GetString(Characters, 16));
        await client.For<V1Secret>().CreateAsync(
            new()
            {
                Metadata = new() { Name = BootstrapTokenSecret.NamePrefix + id, Namespace = "kube-system" },
                Type = BootstrapTokenSecret.Type,
                StringData = new()
                {
                    [BootstrapTokenSecret.Id] = id,
                    [BootstrapTokenSecret.Secret] = secret,
                    [BootstrapTokenSecret.UsableToAuthenticate] = "true",
                    [BootstrapTokenSecret.Expiration] = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                },
            },
            WriteOptions.Default,
            cancellationToken);
        return $"{id}.{secret}";
    }
}
