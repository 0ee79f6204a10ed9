namespace Kube.Tests.Shared;

/// <summary>The sample cluster as users run it: its own process, on a data directory and a port.</summary>
internal sealed class ClusterProcess : SampleProcess
{
    private ClusterProcess(string dataDirectory, int port, IEnumerable<string> arguments)
        : base("Cluster", "cluster ready in ", arguments) =>
        (DataDirectory, Port) = (dataDirectory, port);

    public string DataDirectory { get; }

    public int Port { get; }

    public Uri Address => new($"https://127.0.0.1:{Port}");

    public string Kubeconfig => Path.Combine(DataDirectory, "admin.kubeconfig");

    /// <summary>The flag of a cluster that is only an API server: two of them share a machine without touching its network.</summary>
    public static IReadOnlyList<string> ApiServerOnly { get; } = ["--disable", "scheduler,controllers,node,proxy,dns"];

    /// <summary>The flags of a cluster that runs pods beside others of the machine, each with ranges of its own.</summary>
    /// <param name="number">Tells clusters of one machine apart: 0 to 26.</param>
    public static IReadOnlyList<string> WithPods(int number) =>
        ["--cluster-cidr", $"10.{200 + (2 * number)}.0.0/16", "--service-cluster-ip-range", $"10.{201 + (2 * number)}.0.0/16", "--kubelet-port", "0"];

    /// <summary>Starts the sample and waits until it says that it is ready.</summary>
    /// <param name="dataDirectory">Its directory.</param>
    /// <param name="arguments">Further flags; null: <see cref="ApiServerOnly"/>.</param>
    /// <param name="port">Its port; null: a free one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterProcess> StartAsync(
        string dataDirectory, IEnumerable<string>? arguments = null, int? port = null, CancellationToken cancellationToken = default)
    {
        var started = Launch(dataDirectory, arguments, port);
        await started.WaitUntilReadyAsync(cancellationToken);
        return started;
    }

    /// <summary>Starts the sample and waits for nothing.</summary>
    public static ClusterProcess Launch(string dataDirectory, IEnumerable<string>? arguments = null, int? port = null)
    {
        var chosen = port ?? FreePorts.Next();
        return new ClusterProcess(
            dataDirectory,
            chosen,
            ["--data-dir", dataDirectory, "--secure-port", $"{chosen}", .. arguments ?? ApiServerOnly]);
    }
}
