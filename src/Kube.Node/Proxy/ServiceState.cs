using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>A service as the caches show it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Service">The service; null when it is gone.</param>
/// <param name="Slices">Its endpoint slices.</param>
internal sealed record ServiceState(ObjectKey Key, V1Service? Service, IReadOnlyList<V1EndpointSlice> Slices);
