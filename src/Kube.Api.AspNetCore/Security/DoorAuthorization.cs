using Kube.Api.AspNetCore.Routing;
using Kube.Api.Audit;
using Kube.Api.Authentication;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Errors;

namespace Kube.Api.AspNetCore.Security;

/// <summary>Asks the authorizer about requests that no operation will ask about: paths that are no resource, resources that are not served, methods that are
/// not allowed. Upstream authorizes before it routes, so a user without rights learns nothing about what is there.</summary>
internal sealed class DoorAuthorization(IAuthorizer authorizer)
{
    /// <exception cref="ForbiddenException">The user may not.</exception>
    public async ValueTask EnsurePathAllowedAsync(UserInfo user, string method, string path, CancellationToken cancellationToken)
    {
        var verb = method.ToLowerInvariant();
        var decision = await authorizer.AuthorizeAsync(new AuthorizationAttributes { User = user, Verb = verb, Path = path }, cancellationToken);
        Note(decision);
        if (!decision.IsAllowed) throw new ForbiddenException($"User \"{user.Name}\" cannot {verb} path \"{path}\"{Because(decision)}");
    }

    /// <exception cref="ForbiddenException">The user may not.</exception>
    public async ValueTask EnsureAllowedAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var decision = await authorizer.AuthorizeAsync(attributes, cancellationToken);
        Note(decision);
        if (!decision.IsAllowed) throw Forbidden(attributes, Because(decision));
    }

    /// <summary>Whether the user may, for a caller that words the refusal itself.</summary>
    public async ValueTask<bool> IsAllowedAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        (await authorizer.AuthorizeAsync(attributes, cancellationToken)).IsAllowed;

    /// <summary>What a path, a method and a query ask for, whether it is served or not.</summary>
    public static AuthorizationAttributes Describe(UserInfo user, in ApiPath path, string method, bool isWatch)
    {
        var verb = path.IsWatchPrefix ? Verbs.Watch : VerbOf(method, path.Name.IsEmpty, isWatch);
        return new AuthorizationAttributes
        {
            User = user,
            Verb = verb,
            Group = path.Group.ToString(),
            Version = path.Version.ToString(),
            Resource = path.Resource.ToString(),
            Subresource = path.Subresource.ToString(),
            Namespace = path.Namespace.ToString(),
            Name = path.Name.ToString(),
        };
    }

    public static ForbiddenException Forbidden(AuthorizationAttributes attributes, string because)
    {
        var resource = attributes.Subresource.Length == 0 ? attributes.Resource : $"{attributes.Resource}/{attributes.Subresource}";
        var scope = attributes.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{attributes.Namespace}\"";
        return new ForbiddenException(
            new GroupVersionResource(attributes.Group, attributes.Version, attributes.Resource),
            attributes.Name,
            $"User \"{attributes.User.Name}\" cannot {attributes.Verb} resource \"{resource}\" in API group \"{attributes.Group}\" {scope}{because}");
    }

    // In the audit log.
    private static void Note(AuthorizationDecision decision)
    {
        if (AuditEvent.Current is not { } record) return;
        record.Annotate("authorization.k8s.io/decision", decision.IsAllowed ? "allow" : "forbid");
        record.Annotate("authorization.k8s.io/reason", decision.Reason);
    }

    private static string VerbOf(string method, bool isCollection, bool isWatch) => method switch
    {
        "POST" => Verbs.Create,
        "GET" or "HEAD" when isCollection => isWatch ? Verbs.Watch : Verbs.List,
        "GET" or "HEAD" => Verbs.Get,
        "PUT" => Verbs.Update,
        "PATCH" => Verbs.Patch,
        "DELETE" => isCollection ? Verbs.DeleteCollection : Verbs.Delete,
        _ => "",
    };

    private static string Because(AuthorizationDecision decision) => decision.Reason.Length == 0 ? "" : $": {decision.Reason}";
}
