using Kube.Api.Authentication;

namespace Kube.Api.Authorization;

/// <summary>Allows everything to every authenticated user, and to the anonymous one what upstream's role <c>system:public-info-viewer</c> does: health and version.
/// For clusters without roles.</summary>
public sealed class AuthenticatedUsersAuthorizer : IAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var isAllowed = attributes.User.IsIn(UserNames.AuthenticatedGroup) || (!attributes.IsResource && IsPublic(attributes));
        return new(new AuthorizationDecision(isAllowed ? AuthorizationVerdict.Allow : AuthorizationVerdict.NoOpinion));
    }

    private static bool IsPublic(AuthorizationAttributes attributes) =>
        attributes.Verb == "get" && attributes.Path is "/healthz" or "/livez" or "/readyz" or "/version" or "/version/";
}
