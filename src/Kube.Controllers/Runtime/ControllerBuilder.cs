using System.Diagnostics.CodeAnalysis;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.Runtime;

/// <summary>Says what a controller watches and how it works. Used while services are registered, by one thread.</summary>
/// <typeparam name="TReconciler">Does the work.</typeparam>
/// <typeparam name="TResource">The kind whose keys it works on.</typeparam>
public sealed class ControllerBuilder<TReconciler, TResource>
    where TReconciler : class, IReconciler<TResource>
    where TResource : class, IKubernetesObject
{
    private readonly ControllerSpec<TReconciler, TResource> _spec;

    internal ControllerBuilder(ControllerSpec<TReconciler, TResource> spec) => _spec = spec;

    /// <summary>Names it, in logs, metrics and events. By default the reconciler's class, in lower case without <c>Reconciler</c>.</summary>
    public ControllerBuilder<TReconciler, TResource> Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _spec.Name = name;
        return this;
    }

    /// <summary>Says who its client is. By default <c>KubeControllersOptions.User</c>.</summary>
    public ControllerBuilder<TReconciler, TResource> ActsAs(UserInfo user)
    {
        ArgumentNullException.ThrowIfNull(user);
        _spec.User = user;
        return this;
    }

    /// <summary>Says under which component its events are recorded. By default its name.</summary>
    public ControllerBuilder<TReconciler, TResource> RecordsAs(string component)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        _spec.EventComponent = component;
        return this;
    }

    /// <summary>How many keys are worked on at once. Default 1.</summary>
    public ControllerBuilder<TReconciler, TResource> Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _spec.Workers = count;
        return this;
    }

    /// <summary>Leaves out objects of its own kind that do not matter; one that mattered before a change or matters after it does.</summary>
    public ControllerBuilder<TReconciler, TResource> When(Func<TResource, bool> matters)
    {
        ArgumentNullException.ThrowIfNull(matters);
        _spec.Matters = matters;
        return this;
    }

    /// <summary>Leaves out changes of its own kind that do not matter; gets the object before and after.</summary>
    public ControllerBuilder<TReconciler, TResource> WhenUpdated(Func<TResource, TResource, bool> matters)
    {
        ArgumentNullException.ThrowIfNull(matters);
        _spec.UpdateMatters = matters;
        return this;
    }

    /// <summary>Works on an object when one whose controller it is changes.</summary>
    /// <typeparam name="TOwned">The kind of what is owned.</typeparam>
    public ControllerBuilder<TReconciler, TResource> Owns<TOwned>()
        where TOwned : class, IKubernetesObject<V1ObjectMeta>
    {
        _spec.Add<TOwned>(static controller => new OwnedHandler<TResource, TOwned>(controller));
        return this;
    }

    /// <summary>Works on the keys that a function makes of a changed object, before and after the change.</summary>
    /// <typeparam name="TWatched">The kind that is watched.</typeparam>
    public ControllerBuilder<TReconciler, TResource> Watches<TWatched>(Func<TWatched, IEnumerable<ObjectKey>> map)
        where TWatched : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(map);
        _spec.Add<TWatched>(controller => new MappedHandler<TWatched>(controller.Queue, map));
        return this;
    }

    /// <summary>Works on the keys that a function makes of a changed object, before and after the change; watches a part of the kind only.</summary>
    /// <typeparam name="TWatched">The kind that is watched.</typeparam>
    public ControllerBuilder<TReconciler, TResource> Watches<TWatched>(CacheScope scope, Func<TWatched, IEnumerable<ObjectKey>> map)
        where TWatched : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(map);
        _spec.Add<TWatched>(scope, controller => new MappedHandler<TWatched>(controller.Queue, map));
        return this;
    }

    /// <summary>Works on the keys that the reconciler makes of a changed object, before and after the change.</summary>
    /// <typeparam name="TWatched">The kind that is watched.</typeparam>
    public ControllerBuilder<TReconciler, TResource> Watches<TWatched>(Func<TReconciler, TWatched, IEnumerable<ObjectKey>> map)
        where TWatched : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(map);
        _spec.Add<TWatched>(controller => new MappedHandler<TWatched>(controller.Queue, obj => map((TReconciler)controller.Reconciler, obj)));
        return this;
    }

    /// <summary>Tells a handler of the reconciler's of every change, for what a function of one object cannot say, such as expectations that are met.</summary>
    /// <typeparam name="TWatched">The kind that is watched.</typeparam>
    /// <param name="handler">The handler; the reconciler itself when it is one. It adds to the <see cref="IReconcileQueue"/>.</param>
    public ControllerBuilder<TReconciler, TResource> Observes<TWatched>(Func<TReconciler, ICacheHandler<TWatched>> handler)
        where TWatched : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(handler);
        _spec.Add<TWatched>(controller => handler((TReconciler)controller.Reconciler));
        return this;
    }

    /// <summary>Gives the reconciler a cache of a kind whose changes are no reason to work.</summary>
    /// <typeparam name="TRead">The kind.</typeparam>
    public ControllerBuilder<TReconciler, TResource> Reads<TRead>()
        where TRead : class, IKubernetesObject<V1ObjectMeta>
    {
        _spec.Services.AddCache<TRead>();
        return this;
    }

    /// <summary>Lets the reconciler's constructor, and other such services, ask for a class of its own: one for each controller, its constructor served like the
    /// reconciler's.</summary>
    /// <typeparam name="TService">The class.</typeparam>
    public ControllerBuilder<TReconciler, TResource> Uses<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService>()
        where TService : class
    {
        _spec.Services.AddOwn<TService>();
        return this;
    }
}
