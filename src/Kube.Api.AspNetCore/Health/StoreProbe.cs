using Kube.Store.Kv;

namespace Kube.Api.AspNetCore.Health;

/// <summary>Whether the store answers. It is called <c>etcd</c>, whatever the store is: the name that monitoring asks for.</summary>
internal sealed class StoreProbe(IKeyValueStore store) : IHealthProbe
{
    private static readonly StoreKey Key = StoreKey.FromString("/registry/health");

    public string Name => "etcd";

    public HealthEndpoints Endpoints => HealthEndpoints.Live;

    public async ValueTask<bool> CheckAsync(CancellationToken cancellationToken)
    {
        await store.RangeAsync(new RangeRequest { Range = KeyRange.Single(Key), KeysOnly = true }, cancellationToken);
        return true;
    }
}
