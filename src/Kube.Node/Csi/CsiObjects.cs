using System.Security.Cryptography;
using System.Text;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Volumes;

namespace Kube.Node.Csi;

/// <summary>Reads and writes them with the node's client (upstream's <c>pkg/volume/csi/nodeinfomanager</c>).</summary>
internal sealed class CsiObjects(IKubeClient client, IReferencedObjects objects, string nodeName) : ICsiObjects
{
    private const string Annotation = "csi.volume.kubernetes.io/nodeid";

    private static readonly string[] s_resizing = ["FileSystemResizePending", "Resizing", "ControllerResizeError", "NodeResizeError"];

    public async ValueTask AddDriverAsync(CsiDriver driver, CancellationToken cancellationToken)
    {
        var entry = new V1CSINodeDriver
        {
            Name = driver.Name,
            NodeID = driver.Info.NodeId,
            TopologyKeys = driver.Info.AccessibleTopology?.Segments.Keys.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } keys ? keys : null,
            Allocatable = driver.Info.MaxVolumesPerNode > 0 ? new() { Count = (int)Math.Min(driver.Info.MaxVolumesPerNode, int.MaxValue) } : null,
        };
        await ChangeAsync(drivers => [.. drivers.Where(one => one.Name != driver.Name), entry], cancellationToken);
        var labels = TreeObject.Empty;
        foreach (var (name, value) in driver.Info.AccessibleTopology?.Segments.ToDictionary() ?? []) labels = labels.With(name, TreeString.Of(value));
        var node = await AskAsync(() => client.For<V1Node>().GetAsync(new(nodeName), cancellationToken));
        var ids = node.Metadata.Annotations?.GetValueOrDefault(Annotation) is { Length: > 0 } text && TreeNode.Parse(Encoding.UTF8.GetBytes(text)) is TreeObject known ? known : TreeObject.Empty;
        var metadata = TreeObject.Empty
            .With("annotations", TreeObject.Empty.With(Annotation, TreeString.Of(Encoding.UTF8.GetString(ids.With(driver.Name, TreeString.Of(driver.Info.NodeId)).ToUtf8()))))
            .With("labels", labels);
        await AskAsync(() => client.For<V1Node>().PatchAsync(
            new(nodeName), new(PatchType.StrategicMerge, TreeObject.Empty.With("metadata", metadata).ToUtf8()), WriteOptions.Default, cancellationToken));
    }

    public ValueTask RemoveDriverAsync(string name, CancellationToken cancellationToken) => ChangeAsync(drivers => [.. drivers.Where(one => one.Name != name)], cancellationToken);

    public async ValueTask<V1CSIDriverSpec> DriverAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync(() => client.For<V1CSIDriver>().GetAsync(new(name), cancellationToken))).Spec;
        }
        catch (VolumeException e) when (e.InnerException is NotFoundException)
        {
            return new() { AttachRequired = true };
        }
    }

    public async ValueTask<IReadOnlyDictionary<string, string>> AttachmentAsync(string driver, string volumeHandle, CancellationToken cancellationToken)
    {
        var name = AttachmentName(driver, volumeHandle, nodeName);
        var attachment = await AskAsync(() => client.For<V1VolumeAttachment>().GetAsync(new(name), cancellationToken));
        return attachment.Status is { Attached: true } status ? status.AttachmentMetadata ?? [] : throw new VolumeException($"volume attachment {name} is not attached yet");
    }

    public async ValueTask<IReadOnlyDictionary<string, string>> SecretAsync(string? ns, string? name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(name)) return new Dictionary<string, string>();
        var secret = await objects.SecretAsync(ns ?? "", name, cancellationToken) ?? throw new VolumeException($"fetching NodePublishSecretRef {ns}/{name} failed: secrets \"{name}\" not found");
        return (secret.Data ?? []).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value));
    }

    public async ValueTask TellExpandedAsync(ObjectKey claim, ResourceQuantity capacity, CancellationToken cancellationToken)
    {
        var claims = client.For<V1PersistentVolumeClaim>();
        for (var attempt = 0; ; attempt++)
        {
            var current = (await AskAsync(() => claims.GetAsync(claim, cancellationToken))).DeepClone();
            var status = current.Status ??= new();
            (status.Capacity ??= [])["storage"] = capacity;
            status.AllocatedResourceStatuses?.Remove("storage");
            status.Conditions = status.Conditions?.FindAll(static one => !s_resizing.Contains(one.Type));
            try
            {
                await AskAsync(() => claims.UpdateAsync(claim, "status", current, WriteOptions.Default, cancellationToken));
                return;
            }
            catch (VolumeException e) when (e.InnerException is ConflictException && attempt < 3)
            {
                // Somebody changed it meanwhile: once more, of what it is now.
            }
        }
    }

    /// <summary>The name that whoever attaches volumes gives to an attachment.</summary>
    public static string AttachmentName(string driver, string volumeHandle, string node) =>
        "csi-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(volumeHandle + driver + node)));

    private async ValueTask ChangeAsync(Func<List<V1CSINodeDriver>, List<V1CSINodeDriver>> change, CancellationToken cancellationToken)
    {
        var nodes = client.For<V1CSINode>();
        for (var attempt = 0; ; attempt++)
        {
            V1CSINode current;
            try
            {
                current = await AskAsync(() => nodes.GetAsync(new(nodeName), cancellationToken));
            }
            catch (VolumeException e) when (e.InnerException is NotFoundException)
            {
                var node = await AskAsync(() => client.For<V1Node>().GetAsync(new(nodeName), cancellationToken));
                var made = new V1CSINode
                {
                    Metadata = new() { Name = nodeName, OwnerReferences = [new() { ApiVersion = "v1", Kind = "Node", Name = nodeName, Uid = node.Metadata.Uid! }] },
                    Spec = new() { Drivers = change([]) },
                };
                await AskAsync(() => nodes.CreateAsync(made, WriteOptions.Default, cancellationToken));
                return;
            }

            current.Spec.Drivers = change(current.Spec.Drivers ?? []);
            try
            {
                await AskAsync(() => nodes.UpdateAsync(current, WriteOptions.Default, cancellationToken));
                return;
            }
            catch (VolumeException e) when (e.InnerException is ConflictException && attempt < 3)
            {
                // Somebody changed it meanwhile: once more, of what it is now.
            }
        }
    }

    private static async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            throw new VolumeException(e.Message, e);
        }
    }
}
