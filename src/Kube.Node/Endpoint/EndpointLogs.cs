using System.Globalization;
using Kube.Api.Models;
using Kube.Node.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Kube.Node.Endpoint;

/// <summary>Serves the logs of containers.</summary>
internal sealed class EndpointLogs(IHostApplicationLifetime lifetime, TimeProvider time)
{
    public async Task ServeAsync(HttpContext http, IEndpointNode node, EndpointRoute route)
    {
        if (http.Request.Method != "GET")
        {
            http.Response.Headers.Allow = "GET";
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
            return;
        }

        var query = http.Request.Query;
        if (!TryRead(query, out var wanted))
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status422UnprocessableEntity, "{\"message\": \"Invalid request.\"}");
            return;
        }

        if (route.Pod is not { } key || !node.TryGetPod(key, out var pod))
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status404NotFound, $"pod \"{route.Pod?.Name}\" does not exist");
            return;
        }

        if (!HasContainer(pod, route.Container))
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status404NotFound, $"container \"{route.Container}\" not found in pod \"{key.Name}\"");
            return;
        }

        var refusal = ContainerLogState.Find(pod, route.Container, IsTrue(query["previous"]), out var containerId);
        if (refusal is not null)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status400BadRequest, refusal);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = "text/plain; charset=utf-8";
        try
        {
            // The client learns that there is a log before its first line comes.
            if (wanted.Follow) await http.Response.StartAsync(ending.Token);
            await node.ReadLogAsync(wanted with { ContainerId = containerId }, http.Response.Body, ending.Token);
        }
        catch (NodeException gone) when (!http.Response.HasStarted)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status400BadRequest, gone.Message);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Followed to the end of the client or of this process.
        }
    }

    private bool TryRead(IQueryCollection query, out ContainerLogQuery wanted)
    {
        wanted = new ContainerLogQuery { ContainerId = "" };
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
        wanted = new ContainerLogQuery
        {
            ContainerId = "",
            Follow = IsTrue(query["follow"]),
            Timestamps = IsTrue(query["timestamps"]),
            Since = since,
            TailLines = tail,
            LimitBytes = limit,
            Stream = stream is "" or "All" ? null : stream.ToLowerInvariant(),
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

    private static bool HasContainer(V1Pod pod, string name) =>
        pod.Spec.Containers.Any(container => container.Name == name)
        || pod.Spec.InitContainers?.Any(container => container.Name == name) == true
        || pod.Spec.EphemeralContainers?.Any(container => container.Name == name) == true;
}
