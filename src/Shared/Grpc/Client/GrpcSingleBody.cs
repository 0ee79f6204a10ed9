using System.Net;
using System.Net.Http.Headers;

namespace Kube.Shared.Grpc.Client;

/// <summary>The body of a call with one request: its one frame.</summary>
internal sealed class GrpcSingleBody : HttpContent
{
    private static readonly MediaTypeHeaderValue s_type = new(GrpcText.ContentType);

    private readonly byte[] _frame;

    public GrpcSingleBody(byte[] frame)
    {
        _frame = frame;
        Headers.ContentType = s_type;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_frame).AsTask();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_frame, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _frame.Length;
        return true;
    }
}
