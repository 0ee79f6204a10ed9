using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kube.Benchmarks.Load;

namespace Kube.Benchmarks.Peers;

/// <summary>A server in a process of its own, on a free loopback port and a directory that goes with it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Token = "benchmark-token";

    private readonly Process _process;
    private readonly string? _directory;

    private ServerProcess(Process process, Endpoint endpoint, string? directory)
    {
        _process = process;
        Endpoint = endpoint;
        _directory = directory;
    }

    public Endpoint Endpoint { get; }

    /// <summary>Resident memory in bytes, as the kernel counts it.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
        }
    }

    /// <summary>Time that all processors have spent on the process, in user and kernel mode.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Another build of the sample to measure, by its path; null: the one beside this program.</summary>
    public static string? OtherServer { get; set; }

    /// <summary>The sample cluster, durable, with TLS and a token; built in the same configuration as this program.</summary>
    public static Task<ServerProcess> StartClusterAsync(params string[] flags)
    {
        var directory = Directory.CreateTempSubdirectory("kube-benchmark-").FullName;
        var tokens = Path.Combine(directory, "tokens.csv");
        File.WriteAllText(tokens, $"{Token},benchmark,benchmark,\"system:masters\"\n");
        var port = FreePort();
        var program = OtherServer ?? Path.Combine(AppContext.BaseDirectory, "Kube.Samples.Cluster.dll");
        string[] arguments = [program, "--data-dir", Path.Combine(directory, "data"), "--secure-port", $"{port}", "--token-auth-file", tokens, .. flags];
        return StartAsync(arguments, "cluster ready in ", new Endpoint(port, Token), directory);
    }

    /// <summary>The stub that answers fixed bytes.</summary>
    public static Task<ServerProcess> StartStubAsync()
    {
        var port = FreePort();
        return StartAsync([Path.Combine(AppContext.BaseDirectory, "Kube.Benchmarks.dll"), "stub-server", $"{port}"], "stub ready", new Endpoint(port, Token), null);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_directory is not null) Directory.Delete(_directory, recursive: true);
    }

    private static async Task<ServerProcess> StartAsync(string[] arguments, string readyLine, Endpoint endpoint, string? directory)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(readyLine, StringComparison.Ordinal)) continue;
            return new ServerProcess(process, endpoint, directory);
        }

        throw new InvalidOperationException($"the server ended before it was ready: {string.Join(' ', arguments)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
