using Kube.Api.Client;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Controllers.Pods;

/// <summary>Creates and deletes the pods of a controller, and says so in events.</summary>
internal sealed class PodControl(IKubeClient client, IEventRecorder events)
{
    private readonly IResourceClient<V1Pod> _pods = client.For<V1Pod>();

    /// <summary>Creates a pod.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<V1Pod> CreateAsync(V1Pod pod, IKubernetesObject<V1ObjectMeta> owner, CancellationToken cancellationToken)
    {
        try
        {
            var created = await _pods.CreateAsync(pod, WriteOptions.Default, cancellationToken);
            events.Event(owner, EventTypes.Normal, "SuccessfulCreate", $"Created pod: {created.Metadata.Name}");
            return created;
        }
        catch (ApiException e)
        {
            // A namespace that goes refuses everything in it: no news to anyone.
            if (!IsNamespaceTerminating(e)) events.Event(owner, EventTypes.Warning, "FailedCreate", $"Error creating: {e.Message}");
            throw;
        }
    }

    /// <summary>Deletes a pod.</summary>
    /// <exception cref="ApiException">The server refused; <see cref="NotFoundException"/> when it is gone already.</exception>
    public async Task DeleteAsync(V1Pod pod, IKubernetesObject<V1ObjectMeta> owner, CancellationToken cancellationToken)
    {
        try
        {
            var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } };
            await _pods.DeleteAsync(new(pod.Metadata.Namespace!, pod.Metadata.Name!), options, cancellationToken);
            events.Event(owner, EventTypes.Normal, "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}");
        }
        catch (ApiException e) when (e is not NotFoundException)
        {
            events.Event(owner, EventTypes.Warning, "FailedDelete", $"Error deleting: {e.Message}");
            throw;
        }
    }

    /// <summary>Whether a creation failed because its namespace is on its way out.</summary>
    public static bool IsNamespaceTerminating(Exception exception) =>
        exception is ForbiddenException { Causes: var causes } && causes.Any(cause => cause.Reason == "NamespaceTerminating");
}
