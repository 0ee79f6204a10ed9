using System.Diagnostics;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Workers;

/// <summary>A cluster without a node, that others join.</summary>
public sealed class ControlPlane : IAsyncLifetime
{
    private const int Number = 16;
    private ClusterProcess _cluster = null!;

    /// <summary>The bridge of the one node here whose pods have a network.</summary>
    public static string Bridge { get; } = $"kube{200 + (2 * Number)}w";

    /// <summary>What the range of a node looks like: the first one is the control plane's own.</summary>
    public static string NodeRange { get; } = $@"^10\.{200 + (2 * Number)}\.[1-9]\.0/24$";

    public Uri Address => _cluster.Address;

    public string Pki => Path.Combine(_cluster.DataDirectory, "pki");

    internal TemporaryDirectory Directory { get; } = new();

    internal KubectlRunner Kubectl { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        KubectlProgram.Require();
        IReadOnlyList<string> flags = [.. ClusterProcess.WithPods(Number), "--disable", "node,proxy,dns", "--enable-bootstrap-token-auth", "--allocate-node-cidrs"];
        _cluster = await ClusterProcess.StartAsync(Directory.Combine("data"), flags, cancellationToken: TestContext.Current.CancellationToken);
        Kubectl = new KubectlRunner(_cluster.Kubeconfig, Directory.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAsync();
        // A worker takes it away itself, unless it still has the remains of a pod to remove.
        if (System.IO.Directory.Exists("/sys/class/net/" + Bridge))
        {
            using var remove = System.Diagnostics.Process.Start(new ProcessStartInfo("ip", ["link", "delete", Bridge]))!;
            await remove.WaitForExitAsync();
        }

        Directory.Dispose();
    }
}
