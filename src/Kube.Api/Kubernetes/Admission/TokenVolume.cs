using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>The volume with a pod's API token, the cluster's CA and its namespace (KEP-1205).</summary>
internal static class TokenVolume
{
    private const string NamePrefix = "kube-api-access-";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    // An hour and seven seconds: an odd number, by which upstream's token review tells these tokens from ones asked for by name.
    private const long ExpirationSeconds = (60 * 60) + 7;

    /// <summary>Mounts the token in every container that has nothing of its own there, and adds the volume if any did.</summary>
    public static void MountInto(V1PodSpec spec, IRandomSource random)
    {
        var name = (spec.Volumes ?? []).Find(static volume => volume.Name.StartsWith(NamePrefix, StringComparison.Ordinal))?.Name;
        var isNew = name is null;
        name ??= random.NewName(NamePrefix);
        var used = false;
        foreach (var container in (spec.InitContainers ?? []).Concat(spec.Containers))
        {
            var mounts = container.VolumeMounts ??= [];
            if (mounts.Exists(static mount => mount.MountPath == MountPath)) continue;
            mounts.Add(new V1VolumeMount { Name = name, ReadOnly = true, MountPath = MountPath });
            used = true;
        }

        if (used && isNew) (spec.Volumes ??= []).Add(new V1Volume { Name = name, Projected = Sources() });
    }

    private static V1ProjectedVolumeSource Sources() => new()
    {
        DefaultMode = 420,
        Sources =
        [
            new() { ServiceAccountToken = new V1ServiceAccountTokenProjection { Path = "token", ExpirationSeconds = ExpirationSeconds } },
            new() { ConfigMap = new V1ConfigMapProjection { Name = "kube-root-ca.crt", Items = [new V1KeyToPath { Key = "ca.crt", Path = "ca.crt" }] } },
            new()
            {
                DownwardAPI = new V1DownwardAPIProjection
                {
                    Items = [new() { Path = "namespace", FieldRef = new V1ObjectFieldSelector { ApiVersion = "v1", FieldPath = "metadata.namespace" } }],
                },
            },
        ],
    };
}
