using System.Text;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Volumes;

/// <summary>A volume's source as upstream's internal structure prints, one member on a line. Written out for the sources that the transcripts show.</summary>
internal static class VolumeSourceText
{
    public static string Of(V1PersistentVolumeSpec spec)
    {
        var text = new StringBuilder("{\n");
        Member(text, "GCEPersistentDisk", spec.GcePersistentDisk is not null);
        Member(text, "AWSElasticBlockStore", spec.AwsElasticBlockStore is not null);
        if (spec.HostPath is { } host)
        {
            var type = host.Type is null ? "null" : BadValue.JsonQuote(host.Type);
            text.Append($" \"HostPath\": {{\n  \"Path\": {BadValue.JsonQuote(host.Path ?? "")},\n  \"Type\": {type}\n }},\n");
        }
        else Member(text, "HostPath", false);
        Member(text, "Glusterfs", spec.Glusterfs is not null);
        if (spec.Nfs is { } nfs)
        {
            text.Append(
                $" \"NFS\": {{\n  \"Server\": {BadValue.JsonQuote(nfs.Server ?? "")},\n  \"Path\": {BadValue.JsonQuote(nfs.Path ?? "")},\n"
                + $"  \"ReadOnly\": {BadValue.Format(nfs.ReadOnly ?? false)}\n }},\n");
        }
        else Member(text, "NFS", false);
        Member(text, "RBD", spec.Rbd is not null);
        Member(text, "Quobyte", spec.Quobyte is not null);
        Member(text, "ISCSI", spec.Iscsi is not null);
        Member(text, "FlexVolume", spec.FlexVolume is not null);
        Member(text, "Cinder", spec.Cinder is not null);
        Member(text, "CephFS", spec.Cephfs is not null);
        Member(text, "FC", spec.Fc is not null);
        Member(text, "Flocker", spec.Flocker is not null);
        Member(text, "AzureFile", spec.AzureFile is not null);
        Member(text, "VsphereVolume", spec.VsphereVolume is not null);
        Member(text, "AzureDisk", spec.AzureDisk is not null);
        Member(text, "PhotonPersistentDisk", spec.PhotonPersistentDisk is not null);
        Member(text, "PortworxVolume", spec.PortworxVolume is not null);
        Member(text, "ScaleIO", spec.ScaleIO is not null);
        Member(text, "Local", spec.Local is not null);
        Member(text, "StorageOS", spec.Storageos is not null);
        return text.Append($" \"CSI\": {(spec.Csi is null ? "null" : "{}")}\n}}").ToString();
    }

    private static void Member(StringBuilder text, string name, bool given) => text.Append($" \"{name}\": {(given ? "{}" : "null")},\n");
}
