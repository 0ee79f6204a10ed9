using System.Text.Json;
using Kube.Api.Models;
using Kube.Node.Csi;
using Kube.Node.Volumes;

namespace Kube.Node.Endpoint;

/// <summary>A volume of a pod in the summary, with the claim that it comes from; null: from none.</summary>
internal sealed record VolumeStats(CsiUsage Usage, string? Claim, string Namespace)
{
    public static IReadOnlyList<VolumeStats> Of(V1Pod pod, IReadOnlyList<CsiUsage> usage) =>
        [.. usage.Select(one => new VolumeStats(one, pod.Spec.Volumes?.Find(volume => volume.Name == one.PodVolume) is { } volume ? ClaimedVolumes.ClaimOf(pod, volume) : null, pod.Metadata.Namespace!))];

    public void Write(Utf8JsonWriter json, string time)
    {
        json.WriteStartObject();
        json.WriteString("time", time);
        if (Usage.Bytes is { } bytes)
        {
            json.WriteNumber("availableBytes", bytes.Available);
            json.WriteNumber("capacityBytes", bytes.Total);
            json.WriteNumber("usedBytes", bytes.Used);
        }

        if (Usage.Inodes is { } inodes)
        {
            json.WriteNumber("inodesFree", inodes.Available);
            json.WriteNumber("inodes", inodes.Total);
            json.WriteNumber("inodesUsed", inodes.Used);
        }

        json.WriteString("name", Usage.PodVolume);
        if (Claim is not null)
        {
            json.WriteStartObject("pvcRef");
            json.WriteString("name", Claim);
            json.WriteString("namespace", Namespace);
            json.WriteEndObject();
        }

        if (Usage.IsAbnormal is { } abnormal)
        {
            json.WriteStartObject("volumeHealthStats");
            json.WriteBoolean("abnormal", abnormal);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
