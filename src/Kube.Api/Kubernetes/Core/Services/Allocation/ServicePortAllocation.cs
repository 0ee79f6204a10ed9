using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Decides which node ports a write takes and which it gives up.</summary>
internal sealed class ServicePortAllocation(NodePortPool pool)
{
    /// <summary>The node ports that a stored service holds, the one of its health check included.</summary>
    public static IEnumerable<int> Held(V1Service? service)
    {
        if (service is null || !ServiceNeeds.MayHaveNodePort(service)) return [];
        return (service.Spec.Ports ?? [])
            .Select(static port => port.NodePort ?? 0)
            .Append(service.Spec.HealthCheckNodePort ?? 0)
            .Where(static port => port != 0)
            .Distinct();
    }

    public async ValueTask AllocateAsync(V1Service service, V1Service? old, ServiceLease lease, StrategyContext context, CancellationToken cancellationToken)
    {
        var held = Held(old).ToHashSet();
        var wanted = new HashSet<int>();
        if (ServiceNeeds.MayHaveNodePort(service)) await AllocatePortsAsync(service, held, wanted, lease, context, cancellationToken);
        if (ServiceNeeds.HealthCheckNodePort(service)) await AllocateHealthCheckAsync(service, held, wanted, lease, context, cancellationToken);
        lease.GivenUpPorts.AddRange(held.Except(wanted).Order());
    }

    private async ValueTask AllocatePortsAsync(
        V1Service service, HashSet<int> held, HashSet<int> wanted, ServiceLease lease, StrategyContext context, CancellationToken cancellationToken)
    {
        var ports = service.Spec.Ports ?? [];
        // Named ports first: one that is picked must not be one that a later entry names.
        for (var i = 0; i < ports.Count; i++)
            if (ports[i].NodePort is > 0 and var named) await TakeNamedAsync(service, i, named, held, wanted, lease, context, cancellationToken);
        if (!ServiceNeeds.NodePort(service)) return;
        foreach (var port in ports)
        {
            if (port.NodePort is > 0) continue;
            // One port number in several protocols is one node port.
            var twin = ports.FirstOrDefault(other => other.Port == port.Port && other.Protocol != port.Protocol && other.NodePort is > 0);
            port.NodePort = twin?.NodePort ?? await TakeAnyAsync(service, wanted, lease, context, cancellationToken);
        }
    }

    private async ValueTask TakeNamedAsync(
        V1Service service, int index, int port, HashSet<int> held, HashSet<int> wanted, ServiceLease lease, StrategyContext context, CancellationToken cancellationToken)
    {
        var isFirst = wanted.Add(port);
        if (held.Contains(port)) return;
        var path = FieldPath.Root("spec").Child("ports").Index(index).Child("nodePort");
        if (!isFirst)
        {
            // Ports of several protocols may share one number.
            var ports = service.Spec.Ports!;
            if (ports.Take(index).Any(other => other.NodePort == port && other.Protocol == ports[index].Protocol))
                throw Refused(service, path, port, "provided port is already allocated");
            return;
        }

        if (!pool.Contains(port))
            throw Refused(service, path, port, $"provided port is not in the valid range. The range of valid ports is {pool.First}-{pool.Last}");
        if (!await pool.TryTakeAsync(port, service, context, cancellationToken)) throw Refused(service, path, port, "provided port is already allocated");
        if (!context.DryRun) lease.TakenPorts.Add(port);
    }

    private async ValueTask<int> TakeAnyAsync(V1Service service, HashSet<int> wanted, ServiceLease lease, StrategyContext context, CancellationToken cancellationToken)
    {
        var taken = await pool.TakeAnyAsync(service, wanted, context, cancellationToken)
            ?? throw new InternalErrorException("failed to allocate a nodePort: range is full");
        wanted.Add(taken);
        if (!context.DryRun) lease.TakenPorts.Add(taken);
        return taken;
    }

    private async ValueTask AllocateHealthCheckAsync(
        V1Service service, HashSet<int> held, HashSet<int> wanted, ServiceLease lease, StrategyContext context, CancellationToken cancellationToken)
    {
        if (service.Spec.HealthCheckNodePort is not > 0)
        {
            service.Spec.HealthCheckNodePort = await TakeAnyAsync(service, wanted, lease, context, cancellationToken);
            return;
        }

        var port = service.Spec.HealthCheckNodePort.Value;
        if (wanted.Add(port) && held.Contains(port)) return;
        if (!pool.Contains(port)) throw HealthCheckRefused(port, $"provided port is not in the valid range. The range of valid ports is {pool.First}-{pool.Last}");
        if (lease.TakenPorts.Contains(port) || held.Contains(port) || !await pool.TryTakeAsync(port, service, context, cancellationToken))
            throw HealthCheckRefused(port, "provided port is already allocated");
        if (!context.DryRun) lease.TakenPorts.Add(port);
    }

    private static InternalErrorException HealthCheckRefused(int port, string why) => new($"failed to allocate requested HealthCheck NodePort {port}: {why}");

    private static InvalidException Refused(V1Service service, FieldPath path, int port, string why)
    {
        var errors = new FieldErrors();
        errors.Invalid(path, port, why);
        return new InvalidException("", "Service", service.Metadata.Name ?? "", errors);
    }
}
