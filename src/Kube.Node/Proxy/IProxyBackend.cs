using Kube.Api.Client;

namespace Kube.Node.Proxy;

/// <summary>How services are served. Called by one loop; disposing takes back all that it did.</summary>
internal interface IProxyBackend : IAsyncDisposable
{
    /// <summary>Makes what is served agree with services: with all of them the first time, then with those that changed.</summary>
    /// <param name="changed">The services.</param>
    /// <param name="place">Where this proxy is.</param>
    /// <returns>Those that are not served as they should be; the same again may help.</returns>
    /// <exception cref="IOException">The host refused; nothing is known to be done.</exception>
    ValueTask<IReadOnlyList<ObjectKey>> ApplyAsync(IReadOnlyList<ServiceState> changed, NodePlace place);
}
