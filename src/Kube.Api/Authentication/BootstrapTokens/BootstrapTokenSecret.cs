using System.Globalization;
using System.Text;
using Kube.Api.Models;

namespace Kube.Api.Authentication.BootstrapTokens;

/// <summary>The words of the secrets of kube-system that are bootstrap tokens.</summary>
public static class BootstrapTokenSecret
{
    /// <summary>The secrets' type.</summary>
    public const string Type = "bootstrap.kubernetes.io/token";

    /// <summary>What their names start with; the token's id follows.</summary>
    public const string NamePrefix = "bootstrap-token-";

    /// <summary>The entry of the token's id: the six characters before its dot.</summary>
    public const string Id = "token-id";

    /// <summary>The entry of the token's secret: the sixteen characters after its dot.</summary>
    public const string Secret = "token-secret";

    /// <summary>The entry that says until when the token is good, as RFC 3339 has it; without it, for good.</summary>
    public const string Expiration = "expiration";

    /// <summary>The entry that says <c>true</c> when the token's bearer is known to the API server.</summary>
    public const string UsableToAuthenticate = "usage-bootstrap-authentication";

    /// <summary>The entry that says <c>true</c> when the token signs the map <c>cluster-info</c>.</summary>
    public const string UsableToSign = "usage-bootstrap-signing";

    /// <summary>The entry of further groups, separated by commas.</summary>
    public const string ExtraGroups = "auth-extra-groups";

    /// <summary>The group of every bearer.</summary>
    public const string Group = "system:bootstrappers";

    /// <summary>What a bearer's user name starts with; the token's id follows.</summary>
    public const string UserPrefix = "system:bootstrap:";

    /// <summary>An entry as text; empty when it is missing.</summary>
    public static string Text(V1Secret secret, string entry)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Data?.GetValueOrDefault(entry) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
    }

    /// <summary>When the token ends; null: never, or when the text is no time.</summary>
    public static DateTimeOffset? ExpiresAt(V1Secret secret) =>
        DateTimeOffset.TryParse(Text(secret, Expiration), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>Whether the token is no good any more; one that does not say when it ends in words that can be read is none.</summary>
    public static bool HasExpired(V1Secret secret, DateTimeOffset now)
    {
        if (Text(secret, Expiration).Length == 0) return false;
        return ExpiresAt(secret) is not { } at || at <= now;
    }
}
