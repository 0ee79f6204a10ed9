using System.Diagnostics;
using Kube.Node.Runtime.Process.Shim;
using Kube.Samples.Cluster;
using Kube.Samples.Cluster.Images;

// This program is also the keeper of each pod and the program of its own images: first of all, so that those start fast and stay small.
if (NodeShim.TryRun(args, out var exitCode) || ClusterImages.TryRun(args, out exitCode))
    return exitCode;
return await RunClusterAsync(args);

static async Task<int> RunClusterAsync(string[] args)
{
    var command = Flags.Command();
    command.SetAction(async (flags, cancellationToken) =>
    {
        ClusterHost cluster;
        try
        {
            cluster = await ClusterHost.StartAsync(Flags.Read(flags), cancellationToken);
        }
        catch (Exception failure) when (StartFailure.Describe(failure) is { } text)
        {
            Console.Error.WriteLine($"cluster: {text}");
            return 1;
        }

        await using (cluster)
        {
            using var process = Process.GetCurrentProcess();
            var elapsed = DateTime.Now - process.StartTime;
            Console.WriteLine($"cluster ready in {elapsed.TotalSeconds:0.00} s: export KUBECONFIG={cluster.KubeconfigPath}");
            await cluster.WaitForShutdownAsync();
        }

        return 0;
    });

    // The host itself ends on SIGTERM and Ctrl-C.
    return await command.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
