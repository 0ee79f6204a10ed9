using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace Kube.Shared.Grpc.Client;

/// <summary>The body of a call whose client sends a stream: frames as they come, until the writer completes.</summary>
/// <remarks>At most <see cref="Capacity"/> frames wait to be sent; whoever writes more waits.</remarks>
internal sealed class GrpcStreamBody : HttpContent
{
    private const int Capacity = 64;
    private static readonly MediaTypeHeaderValue s_type = new(GrpcText.ContentType);

    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    public GrpcStreamBody() => Headers.ContentType = s_type;

    public ChannelWriter<byte[]> Frames => _frames.Writer;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Headers go out before the first frame: the server may speak first.
        await stream.FlushAsync(cancellationToken);
        while (await _frames.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_frames.Reader.TryRead(out var frame)) await stream.WriteAsync(frame, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
