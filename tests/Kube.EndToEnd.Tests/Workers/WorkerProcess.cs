using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Workers;

/// <summary>The sample node as users run it.</summary>
internal sealed class WorkerProcess : SampleProcess
{
    private WorkerProcess(string name, IEnumerable<string> arguments)
        : base("WorkerNode", $"node {name} ready in ", arguments)
    {
    }

    /// <summary>Starts the sample and waits until its node is ready.</summary>
    public static async Task<WorkerProcess> StartAsync(string name, string directory, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var started = Launch(name, directory, arguments);
        await started.WaitUntilReadyAsync(cancellationToken);
        return started;
    }

    /// <summary>Starts the sample and waits for nothing.</summary>
    public static WorkerProcess Launch(string name, string directory, IEnumerable<string> arguments) =>
        new(name, ["--node-name", name, "--root-dir", directory, "--node-ip", "127.0.0.1", "--kubelet-port", "0", .. arguments]);
}
