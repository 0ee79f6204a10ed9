namespace Kube.Api.Authorization;

/// <summary>Allows everything to everyone who is authenticated, and to the anonymous user too: for tests and single-user servers.</summary>
internal sealed class AlwaysAllowAuthorizer : IAuthorizer
{
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        new(new AuthorizationDecision(AuthorizationVerdict.Allow));
}
