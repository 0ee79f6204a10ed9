namespace Kube.Api.Authorization;

/// <summary>Upstream's modes AlwaysAllow and AlwaysDeny.</summary>
internal sealed class ConstantAuthorizer(bool allows) : IAuthorizer
{
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        new(allows ? new AuthorizationDecision(AuthorizationVerdict.Allow) : new(AuthorizationVerdict.NoOpinion, "Everything is forbidden."));
}
