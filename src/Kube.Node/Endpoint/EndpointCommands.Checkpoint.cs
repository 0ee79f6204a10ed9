using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kube.Api.Errors;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Microsoft.AspNetCore.Http;

namespace Kube.Node.Endpoint;

internal sealed partial class EndpointCommands
{
    /// <summary>Has the runtime write a container to a file, whose name is the answer (upstream's <c>checkpoint</c>, KEP-2008).</summary>
    public static async Task CheckpointAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        if (await EndpointContainers.FindPodAsync(http, node, route) is not { } pod) return;
        if (PodFacts.Find(pod, route.Container) is null)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status404NotFound, $"container {route.Container} does not exist");
            return;
        }

        var seconds = 0L;
        if (http.Request.Query["timeout"] is [.., var wanted] && !long.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds))
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status404NotFound, "cannot parse value of timeout parameter");
            return;
        }

        try
        {
            var location = await node.Pods.CheckpointAsync(pod, route.Container, TimeSpan.FromSeconds(Math.Clamp(seconds, -1, int.MaxValue)), http.RequestAborted);
            var output = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(output))
            {
                json.WriteStartObject();
                json.WriteStartArray("items");
                json.WriteStringValue(location);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(output.WrittenMemory, http.RequestAborted);
        }
        catch (Exception e) when (e is NodeException or ApiException)
        {
            await NodeEndpoint.Answers.TextAsync(
                http, StatusCodes.Status500InternalServerError, $"checkpointing of {route.Pod!.Value.Namespace}/{route.Pod.Value.Name}/{route.Container} failed ({e.Message})");
        }
    }
}
