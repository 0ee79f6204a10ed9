using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.Runtime;

/// <summary>What a controller does, without who does it.</summary>
internal sealed record ControllerPlan<TResource>(
    string Name,
    int Workers,
    Func<IResourceCaches, IResourceCache<TResource>> CacheOf,
    Func<TResource, bool>? Matters,
    Func<TResource, TResource, bool>? UpdateMatters,
    IReadOnlyList<Func<Controller<TResource>, IResourceCaches, IDisposable>> Sources)
    where TResource : class, IKubernetesObject;
