using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Kube.Api.Authentication;

/// <summary>What an authenticator found: a user, bad credentials, or nothing it reads.</summary>
public readonly struct AuthenticationResult
{
    /// <summary>What a token that nobody knows is told in a review.</summary>
    internal const string InvalidToken = "invalid bearer token";

    private readonly string? _problem;

    private AuthenticationResult(UserInfo? user, bool isRejected, ImmutableArray<string> audiences = default, string? problem = null)
    {
        User = user;
        IsRejected = isRejected;
        Audiences = audiences;
        _problem = problem;
    }

    /// <summary>The credentials are not of the kind this authenticator reads.</summary>
    public static AuthenticationResult NotMine => default;

    /// <summary>The credentials are of this kind, and wrong. Another authenticator may still know them; if none does, the answer is 401.</summary>
    public static AuthenticationResult Rejected => new(null, isRejected: true);

    /// <summary>The credentials are of this kind, and wrong, and a token review may say why.</summary>
    /// <param name="problem">What is wrong; no secret must be in it.</param>
    public static AuthenticationResult RejectedBecause(string problem) => new(null, isRejected: true, problem: problem);

    /// <summary>The credentials prove this user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="audiences">Those of the asked audiences that the credentials are for; none: they are for whoever asks.</param>
    public static AuthenticationResult Success(UserInfo user, ImmutableArray<string> audiences = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new AuthenticationResult(user, isRejected: false, audiences);
    }

    /// <summary>The user, when the credentials prove one.</summary>
    public UserInfo? User { get; }

    /// <summary>What the credentials are for, of what was asked; default or empty: they are for whoever asks.</summary>
    public ImmutableArray<string> Audiences { get; }

    /// <summary>What is wrong with credentials that were refused; else empty.</summary>
    public string Problem => _problem ?? (IsRejected ? InvalidToken : "");

    /// <summary>Whether the credentials were understood and refused.</summary>
    public bool IsRejected { get; }

    /// <summary>Whether a user was found.</summary>
    [MemberNotNullWhen(true, nameof(User))]
    public bool Succeeded => User is not null;
}
