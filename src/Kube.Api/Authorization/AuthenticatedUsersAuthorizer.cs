using Kube.Api.Authentication;
using Kube.Api.Models;

namespace Kube.Api.Authorization;

/// <summary>Allows every authenticated user everything about resources, and the paths of upstream's role <c>system:discovery</c>; other paths only the members of
/// <c>system:masters</c>; the anonymous user what <c>system:public-info-viewer</c> does: health and version. For clusters without roles.</summary>
public sealed class AuthenticatedUsersAuthorizer : IAuthorizer, IUserRules
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

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns)
    {
        ArgumentNullException.ThrowIfNull(user);
        List<V1PolicyRule> rules = [new V1PolicyRule { Verbs = ["get"], NonResourceURLs = ["/healthz", "/livez", "/readyz", "/version", "/version/"] }];
        if (user.IsIn(UserNames.AuthenticatedGroup))
        {
            rules.Add(new V1PolicyRule { Verbs = ["get"], NonResourceURLs = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"] });
            rules.Add(new V1PolicyRule { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] });
        }

        if (user.IsIn(UserNames.MastersGroup)) rules.Add(new V1PolicyRule { Verbs = ["*"], NonResourceURLs = ["*"] });
        return new UserRules(rules);
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
