using Kube.Node.Runtime;
using Kube.Shared.Grpc;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

internal sealed class CriInfo(CriClient client, CriLists lists, CriChanges changes) : IRuntimeDoor
{
    private volatile CriFeatures? _features;
    private string _of = "";

    public async ValueTask<RuntimeVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = await client.RuntimeAsync(RuntimeCalls.Version, new() { Version = "v1" }, cancellationToken);
            return new(version.RuntimeName, version.RuntimeVersion, version.RuntimeApiVersion);
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask<RuntimeStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await client.RuntimeAsync(RuntimeCalls.Status, new(), cancellationToken);
            var features = await FeaturesAsync(status, cancellationToken);
            return new()
            {
                Runtime = Condition(status.Status, "RuntimeReady"),
                Network = Condition(status.Status, "NetworkReady"),
                Limits = features.Limits,
            };
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask UpdateConfigAsync(RuntimeConfig config, CancellationToken cancellationToken)
    {
        try
        {
            await client.RuntimeAsync(
                RuntimeCalls.UpdateRuntimeConfig, new() { RuntimeConfig = new() { NetworkConfig = new() { PodCidr = config.PodCidr } } }, cancellationToken);
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellationToken) => changes.WatchAsync(cancellationToken);

    /// <summary>What the runtime can do; asked again when another version answers.</summary>
    public async ValueTask<CriFeatures> FeaturesAsync(CancellationToken cancellationToken) =>
        _features ?? await FeaturesAsync(await client.RuntimeAsync(RuntimeCalls.Status, new(), cancellationToken), cancellationToken);

    private async ValueTask<CriFeatures> FeaturesAsync(P.StatusResponse status, CancellationToken cancellationToken)
    {
        var version = await client.RuntimeAsync(RuntimeCalls.Version, new() { Version = "v1" }, cancellationToken);
        var of = $"{version.RuntimeName} {version.RuntimeVersion}";
        if (_features is { } known && _of == of && known.ContainerEvents == changes.IsTold) return known;
        if (_of.Length > 0 && _of != of) lists.Forget();
        var handler = status.RuntimeHandlers.FirstOrDefault(candidate => candidate.Name.Length == 0) ?? status.RuntimeHandlers.FirstOrDefault();
        var config = await ConfigAsync(cancellationToken);
        _of = of;
        return _features = new()
        {
            ContainerEvents = changes.IsTold,
            RuntimeConfig = config is not null,
            SystemdCgroups = config is { Linux.CgroupDriver: P.CgroupDriver.Systemd },
            RecursiveReadOnly = handler?.Features?.RecursiveReadOnlyMounts ?? false,
            UserNamespaces = handler?.Features?.UserNamespaces ?? false,
            SupplementalGroupsPolicy = status.Features?.SupplementalGroupsPolicy ?? false,
        };
    }

    private async ValueTask<P.RuntimeConfigResponse?> ConfigAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.RuntimeAsync(RuntimeCalls.RuntimeConfig, new(), cancellationToken);
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.Unimplemented)
        {
            return null;
        }
    }

    private static RuntimeCondition Condition(P.RuntimeStatus? status, string type) =>
        status?.Conditions.FirstOrDefault(condition => condition.Type == type) is { } found
            ? new(found.Status, found.Reason, found.Message)
            : new(false, "Unknown", $"the runtime does not tell {type}");
}
