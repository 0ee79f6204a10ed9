using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Scheduling.Binding;

/// <summary>Strategic merge patches of pods' statuses.</summary>
internal static class PodStatusPatch
{
    private const string PodScheduled = "PodScheduled";

    /// <summary>Says that a pod has no node. An empty nominated node takes a nomination back; null leaves it.</summary>
    /// <returns>Null when the pod says all of it already.</returns>
    public static PatchBody? NotScheduled(V1Pod pod, string reason, string message, string? nominatedNode, DateTime now)
    {
        var old = pod.Status?.Conditions?.Find(static condition => condition.Type == PodScheduled);
        var conditionIsNew = old is null || old.Status != "False" || old.Reason != reason || old.Message != message;
        var nominationIsNew = nominatedNode is not null && nominatedNode != (pod.Status?.NominatedNodeName ?? "");
        if (!conditionIsNew && !nominationIsNew) return null;
        var since = old is { Status: "False", LastTransitionTime: { } at } ? at : now;
        return Write(json =>
        {
            if (conditionIsNew) Condition(json, PodScheduled, "False", reason, message, since, pod.Metadata.Generation);
            if (!nominationIsNew) return;
            if (nominatedNode!.Length == 0) json.WriteNull("nominatedNodeName");
            else json.WriteString("nominatedNodeName", nominatedNode);
        });
    }

    /// <summary>Takes a nomination back.</summary>
    public static PatchBody NotNominated() => Write(static json => json.WriteNull("nominatedNodeName"));

    /// <summary>Says that a pod must make way.</summary>
    public static PatchBody Disrupted(V1Pod pod, string message, DateTime now) =>
        Write(json => Condition(json, "DisruptionTarget", "True", "PreemptionByScheduler", message, now, pod.Metadata.Generation));

    private static PatchBody Write(Action<Utf8JsonWriter> status)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartObject("status");
            status(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new(PatchType.StrategicMerge, bytes.WrittenMemory);
    }

    private static void Condition(Utf8JsonWriter json, string type, string status, string reason, string message, DateTime since, long? generation)
    {
        json.WriteStartArray("conditions");
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("status", status);
        json.WriteString("reason", reason);
        json.WriteString("message", message);
        json.WriteNull("lastProbeTime");
        json.WriteString("lastTransitionTime", since.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (generation is > 0) json.WriteNumber("observedGeneration", generation.Value);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
