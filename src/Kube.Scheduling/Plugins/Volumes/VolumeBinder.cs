using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>Writes what was chosen for claims, and waits until it is so.</summary>
internal sealed class VolumeBinder(IKubeClient client, VolumeCaches caches, TimeProvider time)
{
    /// <summary>How long the volumes of a pod may take (upstream's <c>bindTimeoutSeconds</c>).</summary>
    private static readonly TimeSpan s_atMost = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(1);

    public async ValueTask<Verdict> BindAsync(VolumeChoice choice, string nodeName, CancellationToken cancellationToken)
    {
        foreach (var (claim, volume) in choice.Bind) await NameClaimAsync(volume, claim, cancellationToken);
        foreach (var claim in choice.Make) await ChooseNodeAsync(claim, nodeName, cancellationToken);
        var began = time.GetTimestamp();
        for (var look = s_look; ; look = look * 2 < s_longestLook ? look * 2 : s_longestLook)
        {
            if (choice.Claims.All(IsBound)) return Verdict.Feasible;
            if (choice.Make.FirstOrDefault(claim => IsGivenUp(claim, nodeName)) is { } given) return Verdict.Failed($"binding volumes: provisioning failed for PVC \"{given.Metadata.Name}\"");
            if (time.GetElapsedTime(began) > s_atMost) return Verdict.Failed("binding volumes: context deadline exceeded");
            await Task.Delay(look, time, cancellationToken);
        }
    }

    private bool IsBound(V1PersistentVolumeClaim claim) => Fresh(claim) is { } now && VolumeFit.IsBound(now);

    // Who makes the volume takes the choice back when it cannot be made there.
    private bool IsGivenUp(V1PersistentVolumeClaim claim, string nodeName) =>
        Fresh(claim) is not { } now || (!VolumeFit.IsBound(now) && now.Metadata.Annotations?.GetValueOrDefault(VolumeFit.SelectedNode) != nodeName);

    private V1PersistentVolumeClaim? Fresh(V1PersistentVolumeClaim claim) =>
        caches.Claims.TryGet(new(claim.Metadata.Namespace!, claim.Metadata.Name!), out var now) && now.Metadata.Uid == claim.Metadata.Uid ? now : null;

    private async ValueTask NameClaimAsync(V1PersistentVolume volume, V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        if (volume.Spec.ClaimRef?.Uid == claim.Metadata.Uid) return;
        var copy = volume.DeepClone();
        if (copy.Spec.ClaimRef is null) (copy.Metadata.Annotations ??= [])[VolumeFit.BoundByController] = "yes";
        copy.Spec.ClaimRef = new()
        {
            ApiVersion = "v1",
            Kind = "PersistentVolumeClaim",
            Namespace = claim.Metadata.Namespace,
            Name = claim.Metadata.Name,
            Uid = claim.Metadata.Uid,
            ResourceVersion = claim.Metadata.ResourceVersion,
        };
        await client.For<V1PersistentVolume>().UpdateAsync(copy, WriteOptions.Default, cancellationToken);
    }

    private async ValueTask ChooseNodeAsync(V1PersistentVolumeClaim claim, string nodeName, CancellationToken cancellationToken)
    {
        if (claim.Metadata.Annotations?.GetValueOrDefault(VolumeFit.SelectedNode) == nodeName) return;
        var copy = claim.DeepClone();
        (copy.Metadata.Annotations ??= [])[VolumeFit.SelectedNode] = nodeName;
        var updated = await client.For<V1PersistentVolumeClaim>().UpdateAsync(copy, WriteOptions.Default, cancellationToken);
        await caches.Claims.WaitForRevisionAsync(updated.Metadata.ResourceVersion!, cancellationToken);
    }
}
