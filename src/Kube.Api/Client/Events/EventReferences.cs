using Kube.Api.Models;

namespace Kube.Api.Client.Events;

/// <summary>Names objects in events.</summary>
public static class EventReferences
{
    /// <summary>Names an object: its kind by its class, the rest by its metadata.</summary>
    /// <param name="obj">An object of a built-in kind, or one that says its kind itself.</param>
    /// <param name="fieldPath">A part of it, such as <c>spec.containers{web}</c>.</param>
    public static V1ObjectReference To(IKubernetesObject<V1ObjectMeta> obj, string? fieldPath = null)
    {
        ArgumentNullException.ThrowIfNull(obj);
        var kind = KubernetesTypes.Find(obj)?.Kind;
        return new()
        {
            Kind = kind?.Kind ?? obj.Kind,
            ApiVersion = kind?.ApiVersion ?? obj.ApiVersion,
            Namespace = obj.Metadata.Namespace,
            Name = obj.Metadata.Name,
            Uid = obj.Metadata.Uid,
            ResourceVersion = obj.Metadata.ResourceVersion,
            FieldPath = fieldPath,
        };
    }

    /// <summary>Records what happened to an object.</summary>
    /// <param name="events">Where.</param>
    /// <param name="obj">To which object.</param>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="reason">Why, in one upper camel case word.</param>
    /// <param name="message">For people.</param>
    public static void Event(this IEventRecorder events, IKubernetesObject<V1ObjectMeta> obj, string type, string reason, string message)
    {
        ArgumentNullException.ThrowIfNull(events);
        events.Record(new(To(obj), type, reason, message));
    }

    /// <summary>Records what happened to an object that is only known by reference.</summary>
    /// <param name="events">Where.</param>
    /// <param name="regarding">To which object.</param>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="reason">Why, in one upper camel case word.</param>
    /// <param name="message">For people.</param>
    public static void Event(this IEventRecorder events, V1ObjectReference regarding, string type, string reason, string message)
    {
        ArgumentNullException.ThrowIfNull(events);
        events.Record(new(regarding, type, reason, message));
    }
}
