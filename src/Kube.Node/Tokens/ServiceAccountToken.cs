namespace Kube.Node.Tokens;

/// <summary>A token of a service account.</summary>
/// <param name="Value">Which says who its bearer is.</param>
/// <param name="ExpiresAt">When it is good no more.</param>
internal sealed record ServiceAccountToken(string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>Without the token: what is written into a log is read by others.</summary>
    public override string ToString() => $"a token that is good until {ExpiresAt:u}";
}
