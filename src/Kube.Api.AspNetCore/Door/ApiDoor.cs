using Kube.Api.AspNetCore.Aggregation;
using Kube.Api.AspNetCore.Metrics;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.AspNetCore.Security;
using Kube.Api.Authentication;
using Kube.Api.Authorization;
using Kube.Api.Errors;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Where every request comes in: who is it, as whom do they act, is it a resource or another path; and where every failure becomes a Status.</summary>
internal sealed class ApiDoor(
    ConnectionAuthenticator authenticator, Impersonation impersonation, ResourceDoor resources, PathDoor paths, FailureAnswers failures, RequestMetrics metrics,
    AggregationDoor aggregation)
{
    private readonly AuditIds _auditIds = new();

    public async Task InvokeAsync(HttpContext http)
    {
        var started = metrics.Begin(http);
        var headers = http.Response.Headers;
        headers["Audit-Id"] = http.Request.Headers["Audit-ID"] is [{ Length: > 0 and <= 64 } given] ? given : _auditIds.Next();
        headers.CacheControl = Answers.NoCache;
        try
        {
            var user = await authenticator.AuthenticateAsync(http) ?? throw new UnauthorizedException();
            var isResource = ApiPath.Parse(http.Request.Path.Value).IsResource;
            if (Impersonation.IsAsked(http.Request.Headers))
            {
                // Upstream's filters mark their own refusals so; a served request takes the mark off again.
                headers.XContentTypeOptions = Answers.NoSniff;
                user = await impersonation.ActAsync(user, http.Request.Headers, Action(http, user), http.RequestAborted);
                headers.Remove("X-Content-Type-Options");
            }

            if (aggregation.Find(http.Request.Path.Value) is { } behind)
            {
                await aggregation.ServeAsync(http, user, behind);
                return;
            }

            await (isResource ? resources.ServeAsync(http, user) : paths.ServeAsync(http, user));
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            failures.Answer(http, failure);
        }
        catch (OperationCanceledException)
        {
            // The client is gone; there is nobody to answer.
            http.Abort();
        }
        finally
        {
            metrics.End(http, started);
        }
    }

    private static AuthorizationAttributes? Action(HttpContext http, UserInfo user)
    {
        var path = ApiPath.Parse(http.Request.Path.Value);
        if (!path.IsResource) return null;
        var query = QueryParameters.Parse(http.Request.QueryString.Value);
        return DoorAuthorization.Describe(user, path, http.Request.Method, query.Flag("watch") == true);
    }
}
