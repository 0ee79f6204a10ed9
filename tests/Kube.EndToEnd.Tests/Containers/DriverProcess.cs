using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>The sample storage driver beside a node.</summary>
internal sealed class DriverProcess : SampleProcess
{
    public const string Name = "directories.kube.local";

    private DriverProcess(IEnumerable<string> arguments)
        : base("CsiDriver", $"driver {Name} registered", arguments)
    {
    }

    /// <summary>Starts it and waits until the node has taken it.</summary>
    public static async Task<DriverProcess> StartAsync(string nodeDirectory, string dataDirectory, TimeSpan delay, CancellationToken cancellationToken)
    {
        var started = new DriverProcess(["--node-dir", nodeDirectory, "--data-dir", dataDirectory, "--delay-ms", $"{delay.TotalMilliseconds:0}"]);
        await started.WaitUntilReadyAsync(cancellationToken);
        return started;
    }
}
