using System.Net;

namespace Kube.Node.Proxy;

/// <summary>Makes services' addresses this host's. Called by one loop.</summary>
internal interface IHostAddresses
{
    /// <summary>Whether this process may; found out once. When not, why not.</summary>
    bool IsAllowed(out string? why);

    /// <summary>Makes an address this host's; one that is stays so.</summary>
    /// <exception cref="IOException">The host refused.</exception>
    void Add(IPAddress address);

    /// <summary>Takes an address back.</summary>
    /// <exception cref="IOException">The host refused.</exception>
    void Remove(IPAddress address);

    /// <summary>Takes back what an earlier process left behind, save some.</summary>
    /// <exception cref="IOException">The host refused.</exception>
    void RemoveAllBut(IReadOnlySet<IPAddress> kept);
}
