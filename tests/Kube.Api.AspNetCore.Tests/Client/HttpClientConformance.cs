using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Client;
using Kube.Api.Client.Http;
using Kube.Testing.Client;

namespace Kube.Api.AspNetCore.Tests.Client;

/// <summary>The client over HTTP does what the one in process does.</summary>
public sealed class HttpClientConformance : KubeClientConformance
{
    protected override async ValueTask<IConformanceClient> StartAsync()
    {
        var server = new DoorFixture();
        await server.InitializeAsync();
        return new Cluster(server, HttpKubeClient.Create(server.Admin, "conformance", TimeProvider.System));
    }

    private sealed class Cluster(DoorFixture server, HttpKubeClient client) : IConformanceClient
    {
        public IKubeClient Client => client;

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return server.DisposeAsync();
        }
    }
}
