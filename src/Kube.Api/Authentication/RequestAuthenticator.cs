using System.Collections.Immutable;

namespace Kube.Api.Authentication;

/// <summary>Asks every registered authenticator in turn, and makes a request without credentials anonymous.</summary>
/// <remarks>The rules of upstream's union: the first success wins; a refusal counts only when nobody succeeds; without credentials, or with
/// credentials that nobody reads, the user is <see cref="UserInfo.Anonymous"/>. Every user found becomes a member of <c>system:authenticated</c>.</remarks>
public sealed class RequestAuthenticator
{
    private readonly ImmutableArray<IAuthenticator> _authenticators;

    /// <summary>Creates it over the authenticators to ask, in their order.</summary>
    public RequestAuthenticator(IEnumerable<IAuthenticator> authenticators) => _authenticators = [.. authenticators];

    /// <summary>Finds out who makes the request.</summary>
    /// <returns>The user, or null when the credentials are wrong: the answer is then 401.</returns>
    public async ValueTask<UserInfo?> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.IsEmpty) return UserInfo.Anonymous;

        var rejected = false;
        foreach (var authenticator in _authenticators)
        {
            var result = await authenticator.AuthenticateAsync(credentials, cancellationToken);
            if (result.Succeeded) return WithAuthenticatedGroup(result.User);
            rejected |= result.IsRejected;
        }

        // A bearer token is a claim: one that nobody accepts is refused, not ignored. So is a certificate, but its own authenticator says so.
        return rejected || credentials.BearerToken is not null ? null : UserInfo.Anonymous;
    }

    /// <summary>Finds out whose token it is, and when it is nobody's, why.</summary>
    /// <param name="credentials">The token, and whom it should be for.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away.</param>
    internal async ValueTask<AuthenticationResult> ReviewAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var authenticator in _authenticators)
        {
            var result = await authenticator.AuthenticateAsync(credentials, cancellationToken);
            if (result.Succeeded)
                return AuthenticationResult.Success(WithAuthenticatedGroup(result.User), result.Audiences.IsDefaultOrEmpty ? credentials.Audiences : result.Audiences);
            if (result.IsRejected && !problems.Contains(result.Problem)) problems.Add(result.Problem);
        }

        return AuthenticationResult.RejectedBecause(problems.Count switch
        {
            0 => AuthenticationResult.InvalidToken,
            1 => problems[0],
            _ => $"[{string.Join(", ", problems)}]",
        });
    }

    /// <summary>Adds <c>system:authenticated</c>, as upstream does, unless the user already says whether it is authenticated.</summary>
    public static UserInfo WithAuthenticatedGroup(UserInfo user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.Name == UserNames.Anonymous || user.IsIn(UserNames.AuthenticatedGroup) || user.IsIn(UserNames.UnauthenticatedGroup)) return user;
        return new UserInfo(user.Name, user.Uid, user.Groups.Add(UserNames.AuthenticatedGroup), user.Extra);
    }
}
