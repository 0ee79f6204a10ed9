using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>Asks the runtime what it has.</summary>
internal sealed class PodObserver(IContainerRuntime runtime)
{
    public async ValueTask<PodObservation> ObserveAsync(string podUid, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string> { [RuntimeLabels.PodUid] = podUid };
        var sandboxes = await runtime.Sandboxes.ListAsync(new() { Labels = labels }, cancellationToken);
        var containers = await runtime.Containers.ListAsync(new() { Labels = labels }, cancellationToken);
        return new(sandboxes, containers);
    }
}
