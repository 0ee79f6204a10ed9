namespace Kube.Api.Client;

/// <summary>A list, or a part of one.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
/// <param name="Items">The objects, in the order of their keys; they belong to the caller.</param>
/// <param name="ResourceVersion">The list's state: a watch from here misses nothing.</param>
/// <param name="Continue">Where the next part starts; empty when there is none.</param>
/// <param name="RemainingItemCount">How many objects are left; null when that is not known.</param>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, string ResourceVersion, string Continue = "", long? RemainingItemCount = null);
