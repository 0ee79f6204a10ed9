using System.Threading.Channels;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Shim;
using Kube.Store.Work;

namespace Kube.Node.Runtime.Process;

/// <summary>One exec or attach: input and sizes go to the shim, output comes back, until the end.</summary>
internal sealed class StreamSession(ShimConnection connection, IWorkScheduler work) : IDisposable
{
    public ValueTask SendAsync(FrameKind kind, Fields fields, CancellationToken cancellationToken) => connection.SendAsync(kind, fields.ToBytes(), cancellationToken);

    public async ValueTask<int> RunAsync(
        ProcessContainer container, Stream? stdin, Stream? stdout, Stream? stderr, ChannelReader<TerminalSize>? resizes, CancellationToken cancellationToken)
    {
        var first = await connection.ReceiveAsync(cancellationToken) ?? throw Ended(container);
        if (first.Kind != FrameKind.Ok)
            throw Refusal(container, Fields.Parse(first.Payload));

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = stdin is null ? Task.CompletedTask : work.Run("node.stream.input", () => SendInputAsync(stdin, over.Token));
        var sizes = resizes is null ? Task.CompletedTask : work.Run("node.stream.sizes", () => SendSizesAsync(resizes, over.Token));
        try
        {
            return await ReceiveAsync(container, stdout, stderr, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(input, sizes);
        }
    }

    public void Dispose() => connection.Dispose();

    private static RuntimeFailureException Ended(ProcessContainer container) => new($"shim of sandbox {container.Pod.Id}", "it ended");

    private static NodeException Refusal(ProcessContainer container, Fields answer)
    {
        var code = (int)answer.Number("code");
        return code == 0
            ? new ContainerStateException(container.Record.Id, container.Status.State, "exec")
            : new ContainerStartException(container.Record.Id, answer.Text("message"), code);
    }

    private async ValueTask<int> ReceiveAsync(ProcessContainer container, Stream? stdout, Stream? stderr, CancellationToken cancellationToken)
    {
        while (await connection.ReceiveAsync(cancellationToken) is { } frame)
        {
            switch (frame.Kind)
            {
                case FrameKind.Exit:
                    return (int)Fields.Parse(frame.Payload).Number("code");
                case FrameKind.Stdout when stdout is not null:
                    await stdout.WriteAsync(frame.Payload, cancellationToken);
                    await stdout.FlushAsync(cancellationToken);
                    break;
                case FrameKind.Stderr when stderr is not null:
                    await stderr.WriteAsync(frame.Payload, cancellationToken);
                    await stderr.FlushAsync(cancellationToken);
                    break;
            }
        }

        // Cut off by the shim's end, which ends the container too.
        return container.Status.State == ContainerState.Exited ? container.Status.ExitCode : 137;
    }

    private async Task SendInputAsync(Stream stdin, CancellationToken cancellationToken)
    {
        var buffer = new byte[32 << 10];
        try
        {
            int read;
            while ((read = await stdin.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(cancellationToken)) > 0)
                await connection.SendAsync(FrameKind.Stdin, buffer.AsMemory(0, read), cancellationToken);
            await connection.SendAsync(FrameKind.StdinEnd, ReadOnlyMemory<byte>.Empty, cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or global::System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The session, or the caller's stream, is over.
        }
    }

    private async Task SendSizesAsync(ChannelReader<TerminalSize> sizes, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var size in sizes.ReadAllAsync(cancellationToken))
                await SendAsync(FrameKind.Resize, new Fields().Add("columns", size.Columns).Add("rows", size.Rows), cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or global::System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The session is over.
        }
    }
}
