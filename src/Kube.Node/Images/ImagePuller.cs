using System.Globalization;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Node.Status;

namespace Kube.Node.Images;

/// <summary>Sees to it that a container's image is on the node, as its pull policy wants (upstream's <c>pkg/kubelet/images</c>, 1.36).</summary>
internal sealed class ImagePuller(IImageDoor images, PullSecrets secrets, INodeEvents events, TimeProvider time)
{
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="sandbox">What the pod's sandbox was made of.</param>
    /// <param name="memory">What went wrong before for this pod.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ImageResult> EnsureAsync(V1Pod pod, V1Container container, SandboxConfig sandbox, PullMemory memory, CancellationToken cancellationToken)
    {
        var image = container.Image ?? "";
        ImageStatus? present;
        try
        {
            present = await images.GetStatusAsync(image, cancellationToken);
        }
        catch (InvalidImageNameException e)
        {
            events.Container(pod, container.Name, NodeEventsExtensions.Warning, EventReasons.InspectFailed, $"Failed to apply default image tag \"{image}\": {e.Message}");
            return ImageResult.Failed(Reasons.InvalidImageName, $"Failed to apply default image tag \"{image}\": {e.Message}");
        }
        catch (NodeException e)
        {
            events.Container(pod, container.Name, NodeEventsExtensions.Warning, EventReasons.InspectFailed, $"Failed to inspect image \"{image}\": {e.Message}");
            return ImageResult.Failed(Reasons.ImageInspectError, $"Failed to inspect image \"{image}\": {e.Message}");
        }

        var policy = container.ImagePullPolicy;
        if (present is not null && policy is ("IfNotPresent" or "Never"))
        {
            events.Container(pod, container.Name, NodeEventsExtensions.Normal, EventReasons.Pulled, $"Container image \"{image}\" already present on machine and can be accessed by the pod");
            return ImageResult.Found(present.Id);
        }

        if (policy == "Never")
        {
            var message = $"Container image \"{image}\" is not present with pull policy of Never";
            events.Container(pod, container.Name, NodeEventsExtensions.Warning, EventReasons.ErrImageNeverPull, message);
            return ImageResult.Failed(Reasons.ErrImageNeverPull, message);
        }

        return await PullAsync(pod, container, sandbox, memory, cancellationToken);
    }

    private async ValueTask<ImageResult> PullAsync(V1Pod pod, V1Container container, SandboxConfig sandbox, PullMemory memory, CancellationToken cancellationToken)
    {
        var image = container.Image ?? "";
        var left = memory.Remaining(image, time.GetUtcNow());
        if (left > TimeSpan.Zero)
        {
            var message = $"Back-off pulling image \"{image}\"";
            events.Container(pod, container.Name, NodeEventsExtensions.Normal, EventReasons.BackOff, message);
            return ImageResult.Failed(Reasons.ImagePullBackOff, $"{message}: {Reasons.ErrImagePull}: {memory.LastError(image)}", left);
        }

        events.Container(pod, container.Name, NodeEventsExtensions.Normal, EventReasons.Pulling, $"Pulling image \"{image}\"");
        var began = time.GetTimestamp();
        try
        {
            var request = new PullImageRequest { Image = image, SandboxConfig = sandbox, Command = container.Command ?? [], RuntimeHandler = sandbox.RuntimeHandler };
            var reference = await PullAsync(pod, request, cancellationToken);
            var took = GoText.Duration(TimeSpan.FromMilliseconds((long)time.GetElapsedTime(began).TotalMilliseconds));
            var size = (await images.GetStatusAsync(image, cancellationToken))?.SizeBytes ?? 0;
            events.Container(pod, container.Name, NodeEventsExtensions.Normal, EventReasons.Pulled, string.Create(
                CultureInfo.InvariantCulture, $"Successfully pulled image \"{image}\" in {took} ({took} including waiting). Image size: {size} bytes."));
            memory.Succeeded(image);
            return ImageResult.Found(reference);
        }
        catch (NodeException e)
        {
            events.Container(pod, container.Name, NodeEventsExtensions.Warning, EventReasons.Failed, $"Failed to pull image \"{image}\": {e.Message}");
            memory.Failed(image, e.Message, time.GetUtcNow());
            return ImageResult.Failed(e is InvalidImageNameException ? Reasons.InvalidImageName : Reasons.ErrImagePull, e.Message, memory.Remaining(image, time.GetUtcNow()));
        }
    }

    /// <summary>Tries the credentials that fit, one after the other, or none when there are none.</summary>
    private async ValueTask<string> PullAsync(V1Pod pod, PullImageRequest request, CancellationToken cancellationToken)
    {
        var keys = await secrets.OfAsync(pod, cancellationToken);
        var fitting = ImageName.TryParse(request.Image, out var name) ? keys.Find(name.Repository) : [];
        for (var i = 0; i < fitting.Count - 1; i++)
        {
            try
            {
                return await images.PullAsync(request with { Credentials = fitting[i] }, cancellationToken);
            }
            catch (ImagePullException)
            {
                // The next may be let in.
            }
        }

        return await images.PullAsync(fitting.Count > 0 ? request with { Credentials = fitting[^1] } : request, cancellationToken);
    }
}
