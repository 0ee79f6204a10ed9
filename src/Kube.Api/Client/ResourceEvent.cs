using Kube.Api.Watch;

namespace Kube.Api.Client;

/// <summary>A change of an object.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
/// <param name="Type">What changed. Never <see cref="WatchEventType.Error"/>: that is thrown.</param>
/// <param name="Object">The object, or for a deletion the object as it last was; shared and read-only. For a bookmark only its metadata means something.</param>
/// <param name="ResourceVersion">The revision of the change: a watch from here goes on after it.</param>
/// <param name="EndsInitialEvents">For a bookmark: everything that was there at the start has been sent.</param>
public sealed record ResourceEvent<T>(WatchEventType Type, T Object, string ResourceVersion, bool EndsInitialEvents = false);
