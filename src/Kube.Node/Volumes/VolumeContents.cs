using System.Text;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Csi;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Tokens;

namespace Kube.Node.Volumes;

/// <summary>Works out what a volume is to hold.</summary>
internal sealed class VolumeContents(IReferencedObjects objects, IServiceAccountTokens tokens, ClaimedVolumes claims, CurrentNode node)
{
    private const int DefaultMode = 0x1a4; // 0644

    /// <exception cref="VolumeException">Something that it needs is missing, or this node has no such kind of volume.</exception>
    public async ValueTask<VolumeContent> OfAsync(V1Pod pod, V1Volume volume, CancellationToken cancellationToken)
    {
        try
        {
            if (volume.EmptyDir is { } empty) return new VolumeContent.EmptyDirectory(empty.Medium?.StartsWith("Memory", StringComparison.Ordinal) == true, empty.SizeLimit?.Value);
            if (volume.HostPath is { } host) return new VolumeContent.Host(host.Path, host.Type ?? "");
            if (volume.Csi is { } inline)
            {
                return new VolumeContent.Driver(new()
                {
                    Driver = inline.Driver,
                    Handle = CsiVolumes.InlineHandle(pod.Metadata.Uid!, volume.Name),
                    Name = volume.Name,
                    IsInline = true,
                    IsReadOnly = inline.ReadOnly == true,
                    FsType = inline.FsType ?? "",
                    Attributes = inline.VolumeAttributes ?? [],
                    PublishSecret = (pod.Metadata.Namespace, inline.NodePublishSecretRef?.Name),
                });
            }

            if (volume.Image is not null) return new VolumeContent.Image();
            if (ClaimedVolumes.ClaimOf(pod, volume) is not null) return await claims.ContentAsync(pod, volume, cancellationToken);
            var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
            if (volume.ConfigMap is { } map)
            {
                await AddConfigMapAsync(pod, map.Name!, map.Items, map.Optional == true, map.DefaultMode ?? DefaultMode, files, cancellationToken);
                return new VolumeContent.Payload("kubernetes.io~configmap", files);
            }

            if (volume.Secret is { } secret)
            {
                await AddSecretAsync(pod, secret.SecretName!, secret.Items, secret.Optional == true, secret.DefaultMode ?? DefaultMode, files, cancellationToken);
                return new VolumeContent.Payload("kubernetes.io~secret", files);
            }

            if (volume.DownwardAPI is { } downward)
            {
                AddFields(pod, downward.Items, downward.DefaultMode ?? DefaultMode, files);
                return new VolumeContent.Payload("kubernetes.io~downward-api", files);
            }

            if (volume.Projected is { } projected)
            {
                foreach (var source in projected.Sources ?? []) await AddProjectionAsync(pod, source, projected.DefaultMode ?? DefaultMode, files, cancellationToken);
                return new VolumeContent.Payload("kubernetes.io~projected", files);
            }
        }
        catch (ContainerSetupException e)
        {
            throw new VolumeException(e.Message, e);
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            throw new VolumeException(e.Message, e);
        }

        throw new VolumeException($"no volume plugin matched: this node has none for {KindOf(volume)} volumes; it knows emptyDir, hostPath, configMap, secret, downwardAPI, projected, image, csi, and claims of hostPath, local and csi volumes");
    }

    private async ValueTask AddProjectionAsync(V1Pod pod, V1VolumeProjection source, int mode, Dictionary<string, VolumeFile> files, CancellationToken cancellationToken)
    {
        if (source.ConfigMap is { } map) await AddConfigMapAsync(pod, map.Name!, map.Items, map.Optional == true, mode, files, cancellationToken);
        if (source.Secret is { } secret) await AddSecretAsync(pod, secret.Name!, secret.Items, secret.Optional == true, mode, files, cancellationToken);
        if (source.DownwardAPI is { } downward) AddFields(pod, downward.Items, mode, files);
        if (source.ServiceAccountToken is { } token)
        {
            // Readable by the pod's one user, or by its group, and by nobody else, where either is known.
            var user = OnlyUser(pod);
            if (user is not null || pod.Spec.SecurityContext?.FsGroup is not null) mode = 0x180; // 0600
            files[token.Path] = new(Encoding.UTF8.GetBytes((await tokens.GetAsync(pod, token, cancellationToken)).Value), mode, user);
        }

        if (source.ClusterTrustBundle is not null) throw new VolumeException("clusterTrustBundle projections are not supported by this node");
        if (source.PodCertificate is not null) throw new VolumeException("podCertificate projections are not supported by this node");
    }

    private async ValueTask AddConfigMapAsync(
        V1Pod pod, string name, List<V1KeyToPath>? items, bool optional, int mode, Dictionary<string, VolumeFile> files, CancellationToken cancellationToken)
    {
        var map = await objects.ConfigMapAsync(pod.Metadata.Namespace!, name, cancellationToken);
        if (map is null && !optional) throw new VolumeException($"configmap \"{name}\" not found");
        var data = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (key, value) in map?.Data ?? []) data[key] = Encoding.UTF8.GetBytes(value);
        foreach (var (key, value) in map?.BinaryData ?? []) data[key] = value;
        Add(data, items, optional, mode, files, "configmap references non-existent config key: ");
    }

    private async ValueTask AddSecretAsync(
        V1Pod pod, string name, List<V1KeyToPath>? items, bool optional, int mode, Dictionary<string, VolumeFile> files, CancellationToken cancellationToken)
    {
        var secret = await objects.SecretAsync(pod.Metadata.Namespace!, name, cancellationToken);
        if (secret is null && !optional) throw new VolumeException($"secret \"{name}\" not found");
        var data = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (key, value) in secret?.Data ?? []) data[key] = value;
        Add(data, items, optional, mode, files, "references non-existent secret key: ");
    }

    private static void Add(
        Dictionary<string, ReadOnlyMemory<byte>> data, List<V1KeyToPath>? items, bool optional, int mode, Dictionary<string, VolumeFile> files, string missing)
    {
        if (items is not { Count: > 0 })
        {
            foreach (var (key, value) in data) files[key] = new(value, mode);
            return;
        }

        foreach (var item in items)
        {
            if (data.TryGetValue(item.Key, out var value)) files[item.Path] = new(value, item.Mode ?? mode);
            else if (!optional) throw new VolumeException(missing + item.Key);
        }
    }

    private void AddFields(V1Pod pod, List<V1DownwardAPIVolumeFile>? items, int mode, Dictionary<string, VolumeFile> files)
    {
        foreach (var item in items ?? [])
        {
            var text = item.FieldRef is { } field
                ? PodFields.ValueOf(pod, field.FieldPath, PodAddresses.None) ?? throw new VolumeException($"unsupported fieldPath: {field.FieldPath}")
                : item.ResourceFieldRef is { } resource ? ContainerResourceFields.ValueOf(pod, resource, null, node.Facts.Allocatable) : "";
            files[item.Path] = new(Encoding.UTF8.GetBytes(text), item.Mode ?? mode);
        }
    }

    /// <summary>The user of every container of the pod, if they have one in common.</summary>
    private static long? OnlyUser(V1Pod pod)
    {
        long? user = null;
        foreach (var (container, _) in PodFacts.Containers(pod))
        {
            var own = container.SecurityContext?.RunAsUser ?? pod.Spec.SecurityContext?.RunAsUser;
            if (own is null || (user is not null && user != own)) return null;
            user = own;
        }

        return user;
    }

    private static string KindOf(V1Volume volume) => volume switch
    {
        { Nfs: not null } => "nfs",
        { Iscsi: not null } => "iscsi",
        { GitRepo: not null } => "gitRepo",
        _ => "such",
    };
}
