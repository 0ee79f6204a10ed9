namespace Kube.Api.Client.Discovery;

/// <summary>The resources that a server has at one moment. Immutable.</summary>
/// <param name="All">Every resource in every version that can be had, in the order of discovery.</param>
/// <param name="Stale">The API versions (<c>group/version</c>) of servers behind this one that do not answer: what they have is not among <paramref name="All"/>, which is not
/// to say that it is gone.</param>
public sealed record ServedResources(IReadOnlyList<ServedResource> All, IReadOnlyList<string> Stale);
