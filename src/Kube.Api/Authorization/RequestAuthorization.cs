using Kube.Api.Audit;
using Kube.Api.Errors;
using Kube.Api.Requests;
using Kube.Api.Selectors;

namespace Kube.Api.Authorization;

/// <summary>Asks the authorizer about requests and words the refusal as upstream does (<c>endpoints/handlers/responsewriters/errors.go</c>).</summary>
internal static class RequestAuthorization
{
    /// <exception cref="ForbiddenException">The user may not.</exception>
    public static ValueTask EnsureAllowedAsync(this IAuthorizer authorizer, RequestInfo request, CancellationToken cancellationToken, string fieldSelector = "")
    {
        var attributes = new AuthorizationAttributes
        {
            User = request.User,
            Verb = request.Verb,
            Group = request.Resource.Kind.Group,
            Version = request.Resource.Kind.Version,
            Resource = request.Resource.Plural,
            Subresource = request.Subresource,
            Namespace = request.Namespace,
            Name = fieldSelector.Length == 0 ? request.Name : SingleName(fieldSelector),
            FieldSelector = fieldSelector,
        };
        var deciding = authorizer.AuthorizeAsync(attributes, cancellationToken);
        if (!deciding.IsCompletedSuccessfully) return WaitAsync(deciding, request, attributes.Name);
        Check(deciding.Result, request, attributes.Name);
        return default;
    }

    /// <summary>The one name that a field selector asks for: whoever may read one object may list it. Empty when it asks for more, or cannot be read.</summary>
    public static string SingleName(string fieldSelector)
    {
        if (!fieldSelector.Contains("metadata.name", StringComparison.Ordinal)) return "";
        try
        {
            foreach (var requirement in FieldSelector.Parse(fieldSelector).Requirements)
            {
                if (requirement is { Field: "metadata.name", Negated: false } && IsPathSegment(requirement.Value)) return requirement.Value;
            }
        }
        catch (BadRequestException)
        {
            // What is wrong with it is said to those who may ask.
        }

        return "";
    }

    private static bool IsPathSegment(string name) => name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '%') < 0;

    private static async ValueTask WaitAsync(ValueTask<AuthorizationDecision> deciding, RequestInfo request, string name) => Check(await deciding, request, name);

    /// <summary>Says in the audit log what was decided, and why.</summary>
    public static void Note(AuthorizationDecision decision)
    {
        if (AuditEvent.Current is not { } record) return;
        record.Annotate("authorization.k8s.io/decision", decision.IsAllowed ? "allow" : "forbid");
        record.Annotate("authorization.k8s.io/reason", decision.Reason);
    }

    private static void Check(AuthorizationDecision decision, RequestInfo request, string name)
    {
        Note(decision);
        if (decision.IsAllowed) return;
        var resource = request.Subresource.Length == 0 ? request.Resource.Plural : $"{request.Resource.Plural}/{request.Subresource}";
        var scope = request.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        var reason = decision.Reason.Length == 0 ? "" : $": {decision.Reason}";
        throw new ForbiddenException(
            request.Resource.Resource,
            name,
            $"User \"{request.User.Name}\" cannot {request.Verb} resource \"{resource}\" in API group \"{request.Resource.Kind.Group}\" {scope}{reason}");
    }
}
