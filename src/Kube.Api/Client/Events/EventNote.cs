using Kube.Api.Models;

namespace Kube.Api.Client.Events;

/// <summary>One thing that happened.</summary>
/// <param name="Regarding">To which object; see <see cref="EventReferences"/>.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Reason">Why, in one upper camel case word such as <c>FailedCreate</c>.</param>
/// <param name="Message">For people.</param>
public sealed record EventNote(V1ObjectReference Regarding, string Type, string Reason, string Message)
{
    /// <summary>Another object that plays a part, such as the node of a pod.</summary>
    public V1ObjectReference? Related { get; init; }

    /// <summary>What was done, such as <c>Binding</c>. Events of events.k8s.io must have one.</summary>
    public string Action { get; init; } = "";

    /// <summary>Annotations of the event.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
