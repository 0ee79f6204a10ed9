using Kube.Api.Authentication;
using Kube.Api.Errors;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Endpoint;

/// <summary>Where every request to the endpoint comes in: who is it, may they, and what do they want.</summary>
internal sealed partial class NodeEndpoint(
    EndpointNodes nodes, EndpointAuthentication authentication, EndpointAuthorization authorization, EndpointCommands commands,
    EndpointLogs logs, EndpointReports reports, ILogger<NodeEndpoint> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        // Streams stand still for as long as nobody types, and a slow reader of a log is waited for.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } responses) responses.MinDataRate = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requests) requests.MinDataRate = null;
        try
        {
            await ServeAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; there is nobody to answer.
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            if (failure is not (NodeException or ApiException)) LogUnexpected(failure, http.Request.Method, http.Request.Path);
            await Answers.TextAsync(http, StatusCodes.Status500InternalServerError, failure.Message);
        }
        catch (Exception failure)
        {
            LogUnexpected(failure, http.Request.Method, http.Request.Path);
            http.Abort();
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        if (await authentication.AuthenticateAsync(http) is not { } user)
        {
            await Answers.TextAsync(http, StatusCodes.Status401Unauthorized, "Unauthorized");
            return;
        }

        var route = EndpointRoute.Parse(http.Request.Path.Value ?? "/");
        var node = nodes.Find(route?.Pod, http.Connection.LocalIpAddress);
        if (node is null)
        {
            await Answers.TextAsync(http, StatusCodes.Status503ServiceUnavailable, "no node runs here yet");
            return;
        }

        if (!await MayAsync(http, user, node)) return;
        if (route?.Methods is { } methods && !methods.Split(", ").Contains(http.Request.Method))
        {
            http.Response.Headers.Allow = methods;
            await Answers.TextAsync(http, StatusCodes.Status405MethodNotAllowed, "405: Method Not Allowed");
            return;
        }

        await (route?.Action switch
        {
            "exec" => commands.ExecAsync(http, node, route),
            "attach" => commands.AttachAsync(http, node, route),
            "run" => commands.RunAsync(http, node, route),
            "portForward" => commands.PortForwardAsync(http, node, route),
            "containerLogs" => logs.ServeAsync(http, node, route),
            "checkpoint" => EndpointCommands.CheckpointAsync(http, node, route),
            null => Answers.TextAsync(http, StatusCodes.Status404NotFound, "404 page not found\n"),
            _ => reports.ServeAsync(http, node, route),
        });
    }

    private async ValueTask<bool> MayAsync(HttpContext http, UserInfo user, NodeAgent node)
    {
        var verb = http.Request.Method switch
        {
            "POST" => "create",
            "GET" => "get",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => "delete",
            _ => "",
        };
        var subresources = EndpointRoute.SubresourcesOf(http.Request.Path.Value ?? "/");
        try
        {
            foreach (var subresource in subresources)
            {
                if (await authorization.IsAllowedAsync(user, verb, subresource, node.NodeName, http.RequestAborted)) return true;
            }
        }
        catch (ApiException unknown)
        {
            LogUnreviewed(unknown, user.Name);
            var asked = $"user={user.Name}, verb={verb}, resource=nodes, subresource={subresources[0]}";
            await Answers.TextAsync(http, StatusCodes.Status500InternalServerError, $"Authorization error ({asked})");
            return false;
        }

        var refused = $"user={user.Name}, verb={verb}, resource=nodes, subresource(s)=[{string.Join(' ', subresources)}]";
        await Answers.TextAsync(http, StatusCodes.Status403Forbidden, $"Forbidden ({refused})");
        return false;
    }

    [LoggerMessage(5501, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogUnexpected(Exception failure, string method, string path);

    [LoggerMessage(5502, LogLevel.Warning, "The rights of {User} cannot be found out")]
    private partial void LogUnreviewed(Exception failure, string user);

    /// <summary>Plain answers.</summary>
    internal static class Answers
    {
        public static Task TextAsync(HttpContext http, int status, string text)
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            return http.Response.WriteAsync(text, http.RequestAborted);
        }
    }
}
