using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Controllers.Runtime;

/// <summary>Brings the cluster to what an object of a kind says. Level-triggered: it is told which object to look at, never what happened to it.</summary>
/// <remarks>Made by the container, once per term of leadership; its constructor may ask for <see cref="IReconcileQueue"/>, and as its own controller's:
/// <c>IKubeClient</c>, <c>IEventRecorder</c>, <c>IResourceCaches</c>, and an <c>IResourceCache&lt;T&gt;</c> of each kind that it was registered with; for the
/// rest any registered service.</remarks>
/// <typeparam name="T">The kind.</typeparam>
public interface IReconciler<T>
    where T : class, IKubernetesObject
{
    /// <summary>Called when the object or something near it may have changed, when a retry is due, or at the time that the last result asked for. Calls for
    /// different objects overlap, calls for one object never do.</summary>
    /// <param name="key">The object; it may be gone.</param>
    /// <param name="cancellationToken">The controller stops.</param>
    /// <returns>When to come again. To throw is to ask for a retry with a growing wait, except for <see cref="TerminalReconcileException"/>.</returns>
    ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken);
}
