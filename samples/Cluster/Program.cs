using System.Diagnostics;
using Kube.Node.Runtime.Process.Shim;
using Kube.Samples.Cluster;

// The process runtime runs this program again, as the shim over a pod.
if (NodeShim.TryRun(args, out var shimExitCode)) return shimExitCode;

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
