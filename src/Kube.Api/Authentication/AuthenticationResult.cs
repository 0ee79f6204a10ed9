using System.Diagnostics.CodeAnalysis;

namespace Kube.Api.Authentication;

/// <summary>What an authenticator found: a user, bad credentials, or nothing it reads.</summary>
public readonly struct AuthenticationResult
{
    private AuthenticationResult(UserInfo? user, bool isRejected)
    {
        User = user;
        IsRejected = isRejected;
    }

    /// <summary>The credentials are not of the kind this authenticator reads.</summary>
    public static AuthenticationResult NotMine => default;

    /// <summary>The credentials are of this kind, and wrong. Another authenticator may still know them; if none does, the answer is 401.</summary>
    public static AuthenticationResult Rejected => new(null, isRejected: true);

    /// <summary>The credentials prove this user.</summary>
    public static AuthenticationResult Success(UserInfo user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new AuthenticationResult(user, isRejected: false);
    }

    /// <summary>The user, when the credentials prove one.</summary>
    public UserInfo? User { get; }

    /// <summary>Whether the credentials were understood and refused.</summary>
    public bool IsRejected { get; }

    /// <summary>Whether a user was found.</summary>
    [MemberNotNullWhen(true, nameof(User))]
    public bool Succeeded => User is not null;
}
