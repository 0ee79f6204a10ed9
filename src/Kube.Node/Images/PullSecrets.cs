using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.EnvironmentVariables;

namespace Kube.Node.Images;

/// <summary>Reads the pull secrets that a pod names; those of its service account were put there when it was admitted.</summary>
internal sealed class PullSecrets(IReferencedObjects objects, INodeEvents events)
{
    /// <summary>What the pod's secrets hold; those that cannot be had are told of, and the pull is tried without them.</summary>
    public async ValueTask<RegistryKeys> OfAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var keys = new RegistryKeys();
        var missing = new List<string>();
        foreach (var reference in pod.Spec.ImagePullSecrets ?? [])
        {
            if (string.IsNullOrEmpty(reference.Name)) continue;
            try
            {
                var secret = await objects.SecretAsync(pod.Metadata.Namespace!, reference.Name, cancellationToken);
                if (secret is null || !keys.TryAdd(secret)) missing.Add(reference.Name);
            }
            catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
            {
                missing.Add(reference.Name);
            }
        }

        if (missing.Count > 0)
            events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.FailedToRetrieveImagePullSecret,
                $"Unable to retrieve some image pull secrets ({string.Join(", ", missing)}); attempting to pull the image may not succeed.");
        return keys;
    }
}
