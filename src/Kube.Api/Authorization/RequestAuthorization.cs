using Kube.Api.Errors;
using Kube.Api.Requests;

namespace Kube.Api.Authorization;

/// <summary>Asks the authorizer about requests and words the refusal as upstream does (<c>endpoints/handlers/responsewriters/errors.go</c>).</summary>
internal static class RequestAuthorization
{
    public static ValueTask EnsureAllowedAsync(this IAuthorizer authorizer, RequestInfo request, CancellationToken cancellationToken)
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
            Name = request.Name,
        };
        var deciding = authorizer.AuthorizeAsync(attributes, cancellationToken);
        if (!deciding.IsCompletedSuccessfully) return WaitAsync(deciding, request);
        Check(deciding.Result, request);
        return default;
    }

    private static async ValueTask WaitAsync(ValueTask<AuthorizationDecision> deciding, RequestInfo request) => Check(await deciding, request);

    private static void Check(AuthorizationDecision decision, RequestInfo request)
    {
        if (decision.IsAllowed) return;
        var resource = request.Subresource.Length == 0 ? request.Resource.Plural : $"{request.Resource.Plural}/{request.Subresource}";
        var scope = request.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        var reason = decision.Reason.Length == 0 ? "" : $": {decision.Reason}";
        throw new ForbiddenException(
            request.Resource.Resource,
            request.Name,
            $"User \"{request.User.Name}\" cannot {request.Verb} resource \"{resource}\" in API group \"{request.Resource.Kind.Group}\" {scope}{reason}");
    }
}
