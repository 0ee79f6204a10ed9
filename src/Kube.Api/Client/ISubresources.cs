using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Client;

/// <summary>The parts of objects that have an address of their own: <c>status</c>, <c>scale</c>, <c>binding</c>.</summary>
public interface ISubresources
{
    /// <summary>Reads a part.</summary>
    /// <typeparam name="TView">Its class: the object's own for <c>status</c>, V1Scale for <c>scale</c>.</typeparam>
    ValueTask<TView> GetAsync<TView>(ObjectKey key, string subresource, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject;

    /// <summary>Replaces a part.</summary>
    /// <typeparam name="TView">Its class.</typeparam>
    ValueTask<TView> UpdateAsync<TView>(ObjectKey key, string subresource, TView view, WriteOptions options, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject;

    /// <summary>Changes a part.</summary>
    /// <typeparam name="TView">Its class.</typeparam>
    ValueTask<TView> PatchAsync<TView>(ObjectKey key, string subresource, PatchBody patch, WriteOptions options, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject;

    /// <summary>Does what a part stands for, such as binding a pod.</summary>
    /// <typeparam name="TBody">The class of what is sent.</typeparam>
    /// <returns>The server's answer: of the kind sent, or a Status.</returns>
    ValueTask<IKubernetesObject> CreateAsync<TBody>(ObjectKey key, string subresource, TBody body, WriteOptions options, CancellationToken cancellationToken)
        where TBody : class, IKubernetesObject;
}
