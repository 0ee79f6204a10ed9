using Kube.Api.Authentication;

namespace Kube.Api.Authorization;

/// <summary>Allows every authenticated user everything about resources, and the paths of upstream's role <c>system:discovery</c>; other paths only the members of
/// <c>system:masters</c>; the anonymous user what <c>system:public-info-viewer</c> does: health and version. For clusters without roles.</summary>
public sealed class AuthenticatedUsersAuthorizer : IAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var isAllowed = attributes.IsResource
            ? attributes.User.IsIn(UserNames.AuthenticatedGroup)
            : attributes.User.IsIn(UserNames.MastersGroup) || IsPublic(attributes) || (attributes.User.IsIn(UserNames.AuthenticatedGroup) && IsDiscovery(attributes));
        return new(new AuthorizationDecision(isAllowed ? AuthorizationVerdict.Allow : AuthorizationVerdict.NoOpinion));
    }

    private static bool IsDiscovery(AuthorizationAttributes attributes)
    {
        if (attributes.Verb != "get") return false;
        var path = attributes.Path;
        return path is "/api" or "/apis" or "/openapi"
            || path.StartsWith("/api/", StringComparison.Ordinal)
            || path.StartsWith("/apis/", StringComparison.Ordinal)
            || path.StartsWith("/openapi/", StringComparison.Ordinal);
    }

    private static bool IsPublic(AuthorizationAttributes attributes) =>
        attributes.Verb == "get" && attributes.Path is "/healthz" or "/livez" or "/readyz" or "/version" or "/version/";
}
