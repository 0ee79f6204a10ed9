using Kube.Node.Errors;
using Xunit;

namespace Kube.Testing.Node;

public abstract partial class ContainerRuntimeConformance
{
    /// <summary>A command's exit code comes back.</summary>
    [Fact]
    public async Task Exec_Command_ReturnsItsCode()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        var streams = host.Runtime.Streams;
        Assert.Equal(0, (await streams.ExecSyncAsync(new() { ContainerId = pod.ContainerId, Command = ["true"] }, Cancel)).ExitCode);
        Assert.Equal(1, (await streams.ExecSyncAsync(new() { ContainerId = pod.ContainerId, Command = ["false"] }, Cancel)).ExitCode);
        Assert.Equal(7, await streams.ExecAsync(new() { ContainerId = pod.ContainerId, Command = ["sh", "-c", "exit 7"] }, Cancel));
    }

    /// <summary>Nothing can be run in what does not run.</summary>
    [Fact]
    public async Task Exec_ContainerEnded_Refused()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "true");
        await EndOfAsync(host, pod.ContainerId);
        var streams = host.Runtime.Streams;
        await Assert.ThrowsAsync<ContainerStateException>(async () => await streams.ExecSyncAsync(new() { ContainerId = pod.ContainerId, Command = ["true"] }, Cancel));
        await Assert.ThrowsAsync<ContainerStateException>(async () => await streams.ExecAsync(new() { ContainerId = pod.ContainerId, Command = ["true"] }, Cancel));
        await Assert.ThrowsAsync<ContainerStateException>(async () => await streams.AttachAsync(new() { ContainerId = pod.ContainerId }, Cancel));
        await Assert.ThrowsAsync<ContainerNotFoundException>(async () => await streams.ExecSyncAsync(new() { ContainerId = "nosuch", Command = ["true"] }, Cancel));
    }

    /// <summary>Attaching ends with the container, or when the caller leaves.</summary>
    [Fact]
    public async Task Attach_ContainerEnds_Returns()
    {
        await using var host = await StartAsync();
        var pod = RunsPrograms ? await RunAsync(host, "sh", "-c", "while :; do echo on; sleep 0.05; done") : await RunAsync(host, "sleep", "3600");
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var left = host.Runtime.Streams.AttachAsync(new() { ContainerId = pod.ContainerId, Stdout = new MemoryStream() }, leave.Token).AsTask();
        await using var heard = new Ear();
        var stays = host.Runtime.Streams.AttachAsync(new() { ContainerId = pod.ContainerId, Stdout = heard }, Cancel).AsTask();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        // Who has heard something is attached; to be refused by what has ended is something else.
        if (RunsPrograms) await heard.Something.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        await host.Runtime.Containers.StopAsync(pod.ContainerId, TimeSpan.Zero, Cancel);
        await stays.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    private sealed class Ear : MemoryStream
    {
        private readonly TaskCompletionSource _something = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Something => _something.Task;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _something.TrySetResult();
            return default;
        }
    }
}
