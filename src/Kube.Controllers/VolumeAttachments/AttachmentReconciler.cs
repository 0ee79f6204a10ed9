using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.NodeLifecycle;
using Kube.Controllers.Runtime;
using Kube.Controllers.Volumes;

namespace Kube.Controllers.VolumeAttachments;

/// <summary>Has the volumes of a node's pods attached to it, and detached when no pod uses them: by VolumeAttachments, which the driver's own controller carries out.</summary>
internal sealed class AttachmentReconciler : IReconciler<V1Node>
{
    private static readonly CacheIndex<V1VolumeAttachment> s_byNode = new("node", static attachment => [attachment.Spec.NodeName]);

    private static readonly CacheIndex<V1VolumeAttachment> s_byVolume = new("volume", static attachment =>
        attachment.Spec.Source.PersistentVolumeName is { } name ? [name] : []);

    private readonly IKubeClient _client;
    private readonly IEventRecorder _events;
    private readonly IResourceCache<V1Node> _nodes;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IResourceCache<V1PersistentVolumeClaim> _claims;
    private readonly IResourceCache<V1PersistentVolume> _volumes;
    private readonly IResourceCache<V1VolumeAttachment> _attachments;
    private readonly IResourceCache<V1CSIDriver> _drivers;
    private readonly TimeProvider _time;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Dictionary<string, DateTimeOffset>> _unneeded = new();

    public AttachmentReconciler(IKubeClient client, IEventRecorder events, IResourceCaches caches, TimeProvider time)
    {
        (_client, _events, _time) = (client, events, time);
        _nodes = caches.For<V1Node>();
        _pods = caches.For<V1Pod>();
        _claims = caches.For<V1PersistentVolumeClaim>();
        _volumes = caches.For<V1PersistentVolume>();
        _attachments = caches.For<V1VolumeAttachment>();
        _drivers = caches.For<V1CSIDriver>();
        _pods.AddIndex(NodePods.Index);
        _pods.AddIndex(ClaimUsers.Index);
        _attachments.AddIndex(s_byNode);
        _attachments.AddIndex(s_byVolume);
    }

    /// <summary>The node of a pod that has claims.</summary>
    public static IEnumerable<ObjectKey> NodeOf(V1Pod pod) => pod.Spec.NodeName is { Length: > 0 } node && ClaimUsers.ClaimsOf(pod).Any() ? [new(node)] : [];

    /// <summary>The node of an attachment.</summary>
    public static IEnumerable<ObjectKey> NodeOf(V1VolumeAttachment attachment) => [new(attachment.Spec.NodeName)];

    /// <summary>The nodes whose pods use a claim.</summary>
    public IEnumerable<ObjectKey> NodesOf(V1PersistentVolumeClaim claim) => _pods.Find(ClaimUsers.Index, claim.Key().ToString()).SelectMany(NodeOf);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        _nodes.TryGet(key, out var node);
        // A node that attaches by itself.
        if (node is not null && node.Metadata.Annotations?.GetValueOrDefault("volumes.kubernetes.io/controller-managed-attach-detach") != "true") return ReconcileResult.Done;
        var wanted = node is null ? [] : Wanted(key.Name);
        var present = _attachments.Find(s_byNode, key.Name);
        if (wanted.Count == 0 && present.Count == 0 && node?.Status?.VolumesAttached is null or { Count: 0 }) return ReconcileResult.Done;
        var unneeded = _unneeded.GetOrAdd(key.Name, static _ => []);
        var plan = AttachmentPlan.For(node, wanted, present, volume => IsElsewhere(volume, key.Name), FindVolume, unneeded, _time.GetUtcNow());
        foreach (var one in plan.Blocked)
            _events.Event(
                one.Pod,
                EventTypes.Warning,
                "FailedAttachVolume",
                $"Multi-Attach error for volume \"{one.Volume.Metadata.Name}\" Volume is already exclusively attached to one node and can't be attached to another");
        foreach (var one in plan.Attach) await AttachAsync(one, key.Name, cancellationToken);
        foreach (var attachment in plan.Detach) await DetachAsync(attachment, cancellationToken);
        if (node is not null) await TellNodeAsync(node, wanted, present, cancellationToken);
        else _unneeded.TryRemove(key.Name, out _);
        return plan.Next is { } next ? ReconcileResult.RequeueAfter(next) : ReconcileResult.Done;
    }

    private List<WantedVolume> Wanted(string node)
    {
        var wanted = new Dictionary<string, WantedVolume>();
        foreach (var pod in _pods.Find(NodePods.Index, node))
        {
            if (!AttachmentPlan.Needs(pod)) continue;
            foreach (var name in ClaimUsers.ClaimsOf(pod))
            {
                if (!_claims.TryGet(new(pod.Metadata.Namespace!, name), out var claim) || claim.Spec.VolumeName is not { Length: > 0 } volumeName) continue;
                if (FindVolume(volumeName) is not { Spec.Csi: { } source } volume || volume.Spec.ClaimRef?.Uid != claim.Metadata.Uid) continue;
                // A driver that says nothing attaches.
                if (!_drivers.TryGet(new(source.Driver), out var driver) || driver.Spec.AttachRequired != false) wanted.TryAdd(volumeName, new(volume, pod));
            }
        }

        return [.. wanted.Values];
    }

    private V1PersistentVolume? FindVolume(string name) => _volumes.TryGet(new(name), out var volume) ? volume : null;

    private bool IsElsewhere(V1PersistentVolume volume, string node) => _attachments.Find(s_byVolume, volume.Metadata.Name!).Any(attachment => attachment.Spec.NodeName != node);

    private async ValueTask AttachAsync(WantedVolume one, string node, CancellationToken cancellationToken)
    {
        var source = one.Volume.Spec.Csi!;
        try
        {
            var created = await _client.For<V1VolumeAttachment>().CreateAsync(
                new()
                {
                    Metadata = new() { Name = WantedVolume.AttachmentName(source, node) },
                    Spec = new() { Attacher = source.Driver, NodeName = node, Source = new() { PersistentVolumeName = one.Volume.Metadata.Name } },
                },
                WriteOptions.Default,
                cancellationToken);
            await _attachments.WaitForRevisionAsync(created.Metadata.ResourceVersion!, cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            // One that is on its way out: its end is heard of.
        }
        catch (ApiException e)
        {
            _events.Event(one.Pod, EventTypes.Warning, "FailedAttachVolume", $"AttachVolume.Attach failed for volume \"{one.Volume.Metadata.Name}\" : {e.Message}");
            throw;
        }
    }

    private async ValueTask DetachAsync(V1VolumeAttachment attachment, CancellationToken cancellationToken)
    {
        try
        {
            await _client.For<V1VolumeAttachment>().DeleteAsync(attachment.Key(), new() { Preconditions = new() { Uid = attachment.Metadata.Uid } }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone already.
        }
    }

    // The node mounts what it is told is attached; its pods are told of it.
    private async ValueTask TellNodeAsync(V1Node node, IReadOnlyList<WantedVolume> wanted, IReadOnlyList<V1VolumeAttachment> present, CancellationToken cancellationToken)
    {
        var before = (node.Status?.VolumesAttached ?? []).ToDictionary(static one => one.Name);
        List<V1AttachedVolume> attached = [];
        foreach (var attachment in present.Where(static attachment => attachment.Metadata.DeletionTimestamp is null))
        {
            if (attachment.Spec.Source.PersistentVolumeName is not { } name || FindVolume(name) is not { Spec.Csi: not null } volume) continue;
            var user = wanted.FirstOrDefault(one => one.Volume.Metadata.Name == name);
            if (attachment.Status?.Attached != true)
            {
                if (attachment.Status?.AttachError?.Message is { } message && user is not null)
                    _events.Event(user.Pod, EventTypes.Warning, "FailedAttachVolume", $"AttachVolume.Attach failed for volume \"{name}\" : {message}");
                continue;
            }

            attached.Add(new() { Name = WantedVolume.NameOnNodes(volume) });
            if (user is not null && !before.ContainsKey(attached[^1].Name))
                _events.Event(user.Pod, EventTypes.Normal, "SuccessfulAttachVolume", $"AttachVolume.Attach succeeded for volume \"{name}\" ");
        }

        if (attached.Count == before.Count && attached.TrueForAll(one => before.ContainsKey(one.Name))) return;
        var copy = node.DeepClone();
        (copy.Status ??= new()).VolumesAttached = attached.Count > 0 ? attached : null;
        await _client.For<V1Node>().UpdateAsync(node.Key(), "status", copy, WriteOptions.Default, cancellationToken);
    }
}
