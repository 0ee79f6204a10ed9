using Kube.Api.Client;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Hosting;
using Kube.Node.Tokens;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Csi;

/// <summary>A node's storage drivers, and their volumes.</summary>
internal sealed record CsiStorage(CsiDrivers Drivers, CsiVolumes Volumes) : IDisposable
{
    public static CsiStorage Make(IKubeClient client, IReferencedObjects objects, IServiceAccountTokens tokens, NodeOptions options, ILoggerFactory logs)
    {
        var inCluster = new CsiObjects(client, objects, options.NodeName);
        var drivers = new CsiDrivers(Path.GetFullPath(Path.Combine(options.RootDirectory, "plugins_registry")), inCluster, logs.CreateLogger<Agent.NodeAgent>());
        return new(drivers, new(options.RootDirectory, drivers, inCluster, new(tokens)));
    }

    public void Dispose()
    {
        Drivers.Dispose();
        Volumes.Dispose();
    }
}
