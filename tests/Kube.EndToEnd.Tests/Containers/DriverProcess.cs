using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>The sample storage driver beside a node.</summary>
internal sealed class DriverProcess : SampleProcess
{
    public const string Name = "directories.kube.local";

    private DriverProcess(string name, IEnumerable<string> arguments)
        : base("CsiDriver", $"driver {name} registered", ["--driver-name", name, .. arguments])
    {
    }

    /// <summary>Starts it and waits until the node has taken it.</summary>
    public static async Task<DriverProcess> StartAsync(string nodeDirectory, string dataDirectory, TimeSpan delay, CancellationToken cancellationToken, string name = Name)
    {
        var started = new DriverProcess(name, ["--node-dir", nodeDirectory, "--data-dir", dataDirectory, "--delay-ms", $"{delay.TotalMilliseconds:0}"]);
        await started.WaitUntilReadyAsync(cancellationToken);
        return started;
    }
}
