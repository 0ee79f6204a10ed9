using Google.Protobuf;

namespace Kube.Shared.Grpc.Server;

/// <summary>Messages to the client; one writer at a time.</summary>
internal sealed class GrpcResponseWriter<T>(GrpcServerContext context)
    where T : class, IMessage<T>
{
    /// <summary>Sends a message; waits while the client does not read.</summary>
    public async ValueTask WriteAsync(T message, CancellationToken cancellationToken)
    {
        Put(message);
        await FlushAsync(cancellationToken);
    }

    /// <summary>Puts a message beside others, to be sent by the next flush.</summary>
    public void Put(T message) => GrpcFrames.Write(context.Http.Response.BodyWriter, message);

    /// <summary>Sends what was put.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = await context.Http.Response.BodyWriter.FlushAsync(cancellationToken);
        if (flushed.IsCompleted) throw new OperationCanceledException("the client is gone", context.CancellationToken);
    }
}
