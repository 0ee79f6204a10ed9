using Kube.Api.Client;
using Kube.Controllers.Queues;

namespace Kube.Controllers.Runtime;

internal sealed class ReconcileQueue(WorkQueue<ObjectKey> queue) : IReconcileQueue
{
    public void Add(ObjectKey key, bool isInitial) => queue.Add(key, isInitial);

    public void AddAfter(ObjectKey key, TimeSpan delay) => queue.AddAfter(key, delay);
}
