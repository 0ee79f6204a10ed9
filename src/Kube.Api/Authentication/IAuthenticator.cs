namespace Kube.Api.Authentication;

/// <summary>Turns one kind of credential into a user. Authenticators are asked in the order of their registration; the first that knows the credential decides.</summary>
/// <remarks>Called for each request that carries credentials, from many requests at once; an implementation is thread-safe and keeps nothing of the request.
/// It must not throw for a bad credential: that is <see cref="AuthenticationResult.Rejected"/>. What it throws ends the request as an internal error.</remarks>
public interface IAuthenticator
{
    /// <summary>Looks at the credentials.</summary>
    /// <param name="credentials">What the request carries; never empty.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away.</param>
    /// <returns>A user, a rejection, or <see cref="AuthenticationResult.NotMine"/> when this authenticator does not read such credentials.</returns>
    ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken);
}
