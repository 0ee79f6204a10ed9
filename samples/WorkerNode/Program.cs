using System.Diagnostics;
using Kube.Node.Runtime.Process.Shim;
using Kube.Samples.WorkerNode;

// This program is also the keeper of each pod of the process runtime: first of all, so that it starts fast and stays small.
if (NodeShim.TryRun(args, out var exitCode)) return exitCode;
return await RunNodeAsync(args);

static async Task<int> RunNodeAsync(string[] args)
{
    var command = Flags.Command();
    command.SetAction(async (flags, cancellationToken) =>
    {
        WorkerHost node;
        try
        {
            node = await WorkerHost.StartAsync(Flags.Read(flags), cancellationToken);
        }
        catch (Exception failure) when (StartFailure.Describe(failure) is { } text)
        {
            Console.Error.WriteLine($"node: {text}");
            return 1;
        }

        await using (node)
        {
            await node.WaitUntilReadyAsync(cancellationToken);
            using var process = Process.GetCurrentProcess();
            var elapsed = DateTime.Now - process.StartTime;
            Console.WriteLine($"node {node.Name} ready in {elapsed.TotalSeconds:0.00} s");
            await node.WaitForShutdownAsync();
        }

        return 0;
    });

    // The host itself ends on SIGTERM and Ctrl-C.
    return await command.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
