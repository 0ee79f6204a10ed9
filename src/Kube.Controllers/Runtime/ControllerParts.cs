using System.Diagnostics.CodeAnalysis;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Runtime;

/// <summary>What the constructors of one controller may ask for, beyond what is registered: filled at registration, read when a controller is made.</summary>
internal sealed class ControllerParts
{
    public Dictionary<Type, Func<IResourceCaches, ICacheProgress>> Caches { get; } = [];

    public Dictionary<Type, Func<IServiceProvider, object>> Own { get; } = [];

    public void AddCache<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => Caches.TryAdd(typeof(IResourceCache<T>), static caches => caches.For<T>());

    public void AddOwn<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class => Own.TryAdd(typeof(T), static services => ActivatorUtilities.CreateInstance<T>(services));
}
