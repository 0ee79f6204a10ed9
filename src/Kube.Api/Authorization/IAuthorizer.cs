namespace Kube.Api.Authorization;

/// <summary>Decides whether a user may make a request. Called once per request, before its body is read, and by the access reviews; calls overlap.</summary>
/// <remarks>What it throws is answered as an internal error; the request is not served then.</remarks>
public interface IAuthorizer
{
    /// <summary>Decides. Should complete synchronously: it stands before every read.</summary>
    ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken);
}
