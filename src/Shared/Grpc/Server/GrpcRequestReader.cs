using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Kube.Shared.Grpc.Server;

/// <summary>The client's messages, in order; one reader.</summary>
internal sealed class GrpcRequestReader<T>(GrpcServerContext context, MessageParser<T> parser, int limit)
    where T : class, IMessage<T>
{
    /// <summary>The next message, or null when the client has said all.</summary>
    public ValueTask<T?> ReadAsync(CancellationToken cancellationToken) => GrpcFrames.ReadAsync(context.Http.Request.BodyReader, parser, limit, cancellationToken);

    /// <summary>All of them, to the end.</summary>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } message)
            yield return message;
    }
}
