using System.Globalization;
using Google.Protobuf.Collections;
using Kube.Api.Models;
using Kube.Node.Csi.Protos;

namespace Kube.Node.Csi;

/// <summary>What drivers are told in several calls.</summary>
internal static class CsiRequests
{
    public static VolumeCapability Capability(CsiVolume volume, long? group)
    {
        var capability = new VolumeCapability
        {
            AccessMode = new()
            {
                Mode = (volume.AccessModes is [var first, ..] ? first : "") switch
                {
                    "ReadOnlyMany" => VolumeCapability.Types.AccessMode.Types.Mode.MultiNodeReaderOnly,
                    "ReadWriteMany" => VolumeCapability.Types.AccessMode.Types.Mode.MultiNodeMultiWriter,
                    "ReadWriteOncePod" => VolumeCapability.Types.AccessMode.Types.Mode.SingleNodeSingleWriter,
                    _ => VolumeCapability.Types.AccessMode.Types.Mode.SingleNodeWriter,
                },
            },
        };
        if (volume.IsBlock)
        {
            capability.Block = new();
            return capability;
        }

        capability.Mount = new() { FsType = volume.FsType, VolumeMountGroup = group is { } id ? id.ToString(CultureInfo.InvariantCulture) : "" };
        capability.Mount.MountFlags.AddRange(volume.MountOptions);
        return capability;
    }

    public static Dictionary<string, string> PodInfo(V1Pod pod, bool isInline) => new()
    {
        ["csi.storage.k8s.io/pod.name"] = pod.Metadata.Name!,
        ["csi.storage.k8s.io/pod.namespace"] = pod.Metadata.Namespace!,
        ["csi.storage.k8s.io/pod.uid"] = pod.Metadata.Uid!,
        ["csi.storage.k8s.io/serviceAccount.name"] = pod.Spec.ServiceAccountName ?? "",
        ["csi.storage.k8s.io/ephemeral"] = isInline ? "true" : "false",
    };

    public static void Fill(MapField<string, string> to, IReadOnlyDictionary<string, string> from)
    {
        foreach (var (name, value) in from) to[name] = value;
    }
}
