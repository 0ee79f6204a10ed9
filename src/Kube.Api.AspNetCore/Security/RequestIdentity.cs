using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.Audit;
using Kube.Api.Authentication;
using Kube.Api.Authorization;
using Kube.Api.Errors;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Security;

/// <summary>As whom a request acts: who is at the other end, or whom they name.</summary>
internal sealed class RequestIdentity(ConnectionAuthenticator authenticator, Impersonation impersonation)
{
    /// <summary>Who is at the other end.</summary>
    /// <exception cref="UnauthorizedException">Nobody knows.</exception>
    public ValueTask<UserInfo> AuthenticateAsync(HttpContext http)
    {
        var finding = authenticator.AuthenticateAsync(http);
        return finding.IsCompletedSuccessfully ? new(finding.Result ?? throw new UnauthorizedException()) : WaitAsync(finding);
    }

    /// <summary>Whom they act as.</summary>
    /// <exception cref="ForbiddenException">They may not act as whom they name.</exception>
    public async ValueTask<UserInfo> ActAsync(HttpContext http, UserInfo user)
    {
        // Upstream's filters mark their own refusals so; a served request takes the mark off again.
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = Answers.NoSniff;
        user = await impersonation.ActAsync(user, http.Request.Headers, Action(http, user), http.RequestAborted);
        headers.Remove("X-Content-Type-Options");
        if (AuditEvent.Current is { } record) record.ImpersonatedUser = user;
        return user;
    }

    private static async ValueTask<UserInfo> WaitAsync(ValueTask<UserInfo?> finding) => await finding ?? throw new UnauthorizedException();

    private static AuthorizationAttributes? Action(HttpContext http, UserInfo user)
    {
        var path = ApiPath.Parse(http.Request.Path.Value);
        if (!path.IsResource) return null;
        var query = QueryParameters.Parse(http.Request.QueryString.Value);
        return DoorAuthorization.Describe(user, path, http.Request.Method, query.Flag("watch") == true);
    }
}
