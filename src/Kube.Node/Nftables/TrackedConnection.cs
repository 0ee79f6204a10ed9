using System.Net;

namespace Kube.Node.Nftables;

/// <summary>A connection that the kernel remembers, so that its further packets go where its first one went.</summary>
/// <param name="Protocol">The transport protocol's number.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Destination">Where it was sent.</param>
/// <param name="Answerer">Where its answers come from: somewhere else, when it was sent on.</param>
/// <param name="IsAnswered">Whether there was an answer yet.</param>
internal readonly record struct TrackedConnection(byte Protocol, IPEndPoint Source, IPEndPoint Destination, IPEndPoint Answerer, bool IsAnswered);
