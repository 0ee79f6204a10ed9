using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kube.Tests.Shared;

/// <summary>The sample cluster as users run it: its own process, on a data directory and a port.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterProcess(string dataDirectory, int port, IEnumerable<string> arguments)
    {
        DataDirectory = dataDirectory;
        Port = port;
        _process = Start(arguments);
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string DataDirectory { get; }

    public int Port { get; }

    public int Id => _process.Id;

    public Uri Address => new($"https://127.0.0.1:{Port}");

    public string Kubeconfig => Path.Combine(DataDirectory, "admin.kubeconfig");

    /// <summary>Everything it has written to standard output and standard error until now.</summary>
    public string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

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
        var first = await Task.WhenAny(started._ready.Task, started.WaitForExitAsync(cancellationToken), Task.Delay(s_startLimit, TimeProvider.System, cancellationToken));
        if (first == started._ready.Task) return started;
        var output = started.Output;
        await started.DisposeAsync();
        throw new InvalidOperationException($"the sample cluster did not become ready:\n{(output.Length > 600 ? output[..600] + "…" : output)}");
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

    /// <summary>Sends a signal by number: 15 asks it to stop, 9 kills it.</summary>
    public void Signal(int signal)
    {
        if (NativeMethods.Kill(_process.Id, signal) != 0 && !_process.HasExited)
            throw new InvalidOperationException($"kill({_process.Id}, {signal}) failed: {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Waits until it has ended and its output is complete.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as an owner does who wants its pods to go on, and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited) Signal(15);
        await DisposeWhenEndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await DisposeWhenEndedAsync();
    }

    private async Task DisposeWhenEndedAsync()
    {
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        // artifacts/bin/<Tests>/<configuration>/ and artifacts/bin/Cluster/<configuration>/ stand side by side.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var executable = Path.Combine(own.Parent!.Parent!.FullName, "Cluster", own.Name, "Kube.Samples.Cluster");
        // A shell that runs the tests in the background has its children ignore Ctrl-C; the server is started as if from a terminal. env becomes the server.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", executable, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{executable} did not start");
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
        if (line.StartsWith("cluster ready in ", StringComparison.Ordinal)) _ready.TrySetResult(line);
    }
}
