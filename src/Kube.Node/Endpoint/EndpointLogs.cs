using System.Globalization;
using Kube.Api.Errors;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Kube.Node.Logs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Kube.Node.Endpoint;

/// <summary>Serves the logs of containers.</summary>
internal sealed class EndpointLogs(IHostApplicationLifetime lifetime, TimeProvider time)
{
    public async Task ServeAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        if (!TryRead(http.Request.Query, out var wanted))
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status422UnprocessableEntity, "{\"message\": \"Invalid request.\"}");
            return;
        }

        if (route.Pod is not { } key || node.Pods.Find(key.Namespace, key.Name) is not { } pod)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status404NotFound, $"pod \"{route.Pod?.Name}\" does not exist");
            return;
        }

        if (PodFacts.Find(pod, route.Container) is null)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status404NotFound, $"container \"{route.Container}\" not found in pod \"{key.Name}\"");
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var previous = IsTrue(http.Request.Query["previous"]);
            if (wanted.Follow)
            {
                // The client learns that there is a log before its first line comes.
                await node.Pods.FindLogAsync(pod, route.Container, previous, ending.Token);
                http.Response.ContentType = "text/plain; charset=utf-8";
                await http.Response.Body.FlushAsync(ending.Token);
            }

            http.Response.ContentType ??= "text/plain; charset=utf-8";
            await node.Pods.ReadLogAsync(pod, route.Container, previous, wanted, http.Response.Body, ending.Token);
        }
        catch (Exception refused) when (refused is NodeException or ApiException && !http.Response.HasStarted)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status400BadRequest, refused.Message);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Followed to the end of the client or of this process.
        }
    }

    private bool TryRead(IQueryCollection query, out LogOptions wanted)
    {
        wanted = new LogOptions();
        if (!TryReadNumber(query, "sinceSeconds", 1, out var seconds) || !TryReadNumber(query, "tailLines", 0, out var tail)
            || !TryReadNumber(query, "limitBytes", 1, out var limit))
            return false;
        DateTimeOffset? since = seconds is { } ago ? time.GetUtcNow().AddSeconds(-ago) : null;
        if (query["sinceTime"].ToString() is { Length: > 0 } text)
        {
            if (since is not null || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var given)) return false;
            since = given;
        }

        var stream = query["stream"].ToString();
        if (stream is not ("" or "All" or "Stdout" or "Stderr")) return false;
        wanted = new LogOptions
        {
            Follow = IsTrue(query["follow"]),
            Timestamps = IsTrue(query["timestamps"]),
            Since = since,
            TailLines = tail,
            LimitBytes = limit,
            Stream = stream,
        };
        return true;
    }

    private static bool TryReadNumber(IQueryCollection query, string name, long least, out long? number)
    {
        number = null;
        if (query[name].ToString() is not { Length: > 0 } text) return true;
        if (!long.TryParse(text, CultureInfo.InvariantCulture, out var value) || value < least) return false;
        number = value;
        return true;
    }

    private static bool IsTrue(string? flag) => flag is not (null or "" or "false" or "0");
}
