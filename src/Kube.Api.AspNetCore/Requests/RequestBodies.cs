using System.Buffers;
using Kube.Api.AspNetCore.Responses;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Requests;

/// <summary>Reads whole request bodies, up to a limit.</summary>
internal static class RequestBodies
{
    /// <summary>The body, in memory that nobody else uses; null when it is larger than the limit.</summary>
    public static ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken) => request.ContentLength switch
    {
        0 => ValueTask.FromResult<ReadOnlyMemory<byte>?>(ReadOnlyMemory<byte>.Empty),
        { } length when length > limit => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null),
        { } length => ReadKnownAsync(request, (int)length, cancellationToken),
        _ => ReadUnknownAsync(request, limit, cancellationToken),
    };

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadKnownAsync(HttpRequest request, int length, CancellationToken cancellationToken)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        await request.Body.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadUnknownAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer(4096);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(4096), cancellationToken);
            if (read == 0) return buffer.WrittenSpan.ToArray();
            buffer.Advance(read);
            if (buffer.Length > limit) return null;
        }
    }
}
