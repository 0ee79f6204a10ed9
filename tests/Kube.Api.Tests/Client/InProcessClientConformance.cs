using Kube.Api.Client;
using Kube.Testing.Client;

namespace Kube.Api.Tests.Client;

public sealed class InProcessClientConformance : KubeClientConformance
{
    protected override ValueTask<IConformanceClient> StartAsync() => new(new Cluster());

    private sealed class Cluster : IConformanceClient
    {
        private readonly ApiUnderTest _api = new();

        public IKubeClient Client => _api.Client;

        public ValueTask DisposeAsync() => _api.DisposeAsync();
    }
}
