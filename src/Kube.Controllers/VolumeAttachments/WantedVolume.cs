using System.Security.Cryptography;
using System.Text;
using Kube.Api.Models;

namespace Kube.Controllers.VolumeAttachments;

/// <summary>A volume of a driver that attaches, wanted on a node.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Pod">The first pod there that uses it.</param>
internal sealed record WantedVolume(V1PersistentVolume Volume, V1Pod Pod)
{
    /// <summary>How nodes call it.</summary>
    public string UniqueName => NameOnNodes(Volume);

    /// <summary>How nodes call a volume.</summary>
    public static string NameOnNodes(V1PersistentVolume volume) => $"kubernetes.io/csi/{volume.Spec.Csi!.Driver}^{volume.Spec.Csi.VolumeHandle}";

    /// <summary>The name of the attachment of a volume to a node: the node's agent looks for it under this one.</summary>
    public static string AttachmentName(V1CSIPersistentVolumeSource source, string node) =>
        "csi-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source.VolumeHandle}{source.Driver}{node}")));
}
