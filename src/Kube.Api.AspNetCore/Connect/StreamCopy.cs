using System.Buffers;
using System.Text;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Copies streams, each part written on before the next is read.</summary>
internal static class StreamCopy
{
    /// <summary>Copies to the end. Unlike Stream's own, a write goes out at once: a follower sees a line when it was written.</summary>
    public static async Task CopyAsync(Stream from, Stream to, int bufferSize, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
        try
        {
            while (true)
            {
                var length = await from.ReadAsync(buffer, cancellationToken);
                if (length == 0) return;
                await to.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
                await to.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads at most so many bytes as text.</summary>
    public static async Task<string> ReadTextAsync(Stream from, int limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[limit];
        var length = await from.ReadAtLeastAsync(buffer, limit, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
