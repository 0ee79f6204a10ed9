using Kube.Api.Models;

namespace Kube.Scheduling.Pods;

/// <summary>What a pod asks of its node, and what scoring takes it for: a container that asks for no CPU or memory is assumed to use a little.</summary>
internal sealed class PodRequests
{
    public const double DefaultMilliCpu = 100;
    public const double DefaultMemory = 200 * 1024 * 1024;

    private PodRequests(ResourceAmounts amounts, double nonZeroCpu, double nonZeroMemory)
    {
        Amounts = [.. amounts.All.Where(static amount => amount.Amount > 0 && amount.Name != ResourceNames.Pods)];
        NonZeroCpu = nonZeroCpu;
        NonZeroMemory = nonZeroMemory;
    }

    /// <summary>Only what is more than nothing.</summary>
    public (string Name, double Amount)[] Amounts { get; }

    public double NonZeroCpu { get; }

    public double NonZeroMemory { get; }

    public static PodRequests Of(V1Pod pod)
    {
        var amounts = Sum(pod, nonZero: false);
        var assumed = Sum(pod, nonZero: true);
        return new(amounts, assumed[ResourceNames.Cpu], assumed[ResourceNames.Memory]);
    }

    public long Of(string resource)
    {
        foreach (var (name, amount) in Amounts)
            if (name == resource) return (long)amount;
        return 0;
    }

    /// <summary>Containers and sidecars run together; init containers one after the other, each beside the sidecars started before it.</summary>
    private static ResourceAmounts Sum(V1Pod pod, bool nonZero)
    {
        var spec = pod.Spec ?? new();
        var total = new ResourceAmounts();
        foreach (var container in spec.Containers) total.Add(Of(container, pod.Status?.ContainerStatuses, nonZero));

        var sidecars = new ResourceAmounts();
        var peak = new ResourceAmounts();
        foreach (var container in spec.InitContainers ?? [])
        {
            var requests = Of(container, pod.Status?.InitContainerStatuses, nonZero);
            if (container.RestartPolicy == "Always")
            {
                total.Add(requests);
                sidecars.Add(requests);
                peak.RaiseTo(sidecars);
            }
            else
            {
                requests.Add(sidecars);
                peak.RaiseTo(requests);
            }
        }

        total.RaiseTo(peak);
        // What the pod asks for as a whole stands for what its containers ask.
        foreach (var (name, quantity) in spec.Resources?.Requests ?? []) total.Set(name, ResourceAmounts.AmountOf(name, quantity));
        total.Add(spec.Overhead);
        return total;
    }

    private static ResourceAmounts Of(V1Container container, List<V1ContainerStatus>? statuses, bool nonZero)
    {
        var requests = ResourceAmounts.From(container.Resources.Requests);
        // While a resize is under way, both what was asked and what is held must fit.
        if (statuses?.Find(status => status.Name == container.Name) is { } status)
        {
            requests.RaiseTo(ResourceAmounts.From(status.AllocatedResources));
            requests.RaiseTo(ResourceAmounts.From(status.Resources?.Requests));
        }

        if (!nonZero) return requests;
        if (container.Resources.Requests?.ContainsKey(ResourceNames.Cpu) != true) requests.Set(ResourceNames.Cpu, DefaultMilliCpu);
        if (container.Resources.Requests?.ContainsKey(ResourceNames.Memory) != true) requests.Set(ResourceNames.Memory, DefaultMemory);
        return requests;
    }
}
