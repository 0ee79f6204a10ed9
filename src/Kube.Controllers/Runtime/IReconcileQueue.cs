using Kube.Api.Client;

namespace Kube.Controllers.Runtime;

/// <summary>The keys that wait for a controller's workers. A key waits once, however often it is added. Safe for concurrent use; never waits.</summary>
public interface IReconcileQueue
{
    /// <summary>Adds a key.</summary>
    /// <param name="key">The object.</param>
    /// <param name="isInitial">Start-up work, which fresh changes overtake.</param>
    void Add(ObjectKey key, bool isInitial);

    /// <summary>Adds a key after a while; the earliest of several times counts.</summary>
    void AddAfter(ObjectKey key, TimeSpan delay);
}
