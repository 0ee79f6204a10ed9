using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Kube.Api.AspNetCore.Metrics;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>Streams a list of whole objects as gzip, put together out of compressed runs that lists share. Compressing costs once per change, not once per list.</summary>
internal sealed class GzipListStream(IBufferWriter<byte> output)
{
    private uint _checksum;
    private uint _length;

    public static async ValueTask WriteAsync(HttpContext http, ListResult list, ListShape shape, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = MediaTypes.Json;
        http.Response.Headers.ContentEncoding = "gzip";
        http.Response.Headers.Vary = "Accept-Encoding";
        var output = new LargeOutput(http.Response.BodyWriter);
        var stream = new GzipListStream(output);
        stream.Begin();
        using (var start = new PooledBuffer(1024))
        {
            shape.Start(list, hasItems: true, start);
            stream.Stored(start.WrittenSpan);
        }

        var run = new List<ObjectRevision>(RunBoundary.Longest);
        var isFirst = true;
        foreach (var item in list.Items)
        {
            if (run.Count > 0 && RunBoundary.IsBefore(item.Object, run.Count))
            {
                stream.Run(run, isFirst);
                isFirst = false;
                run.Clear();
                if (output.ShouldFlush && !await output.FlushAsync(cancellationToken)) return;
            }

            run.Add(item);
        }

        if (run.Count > 0) stream.Run(run, isFirst);
        using (var end = new PooledBuffer(256))
        {
            shape.End(hasItems: true, end);
            end.Write("\n"u8);
            stream.Stored(end.WrittenSpan);
        }

        stream.Finish();
        output.HandOver();
        StreamedBytes.Set(http, output.Total);
    }

    private void Begin() => output.Write((ReadOnlySpan<byte>)[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 0xFF]);

    private void Run(List<ObjectRevision> members, bool isFirst)
    {
        if (!isFirst) Stored(","u8);
        var run = DeflatedRun.Of(members);
        output.Write(run.Bytes.Span);
        _checksum = Crc32.Combine(_checksum, run.Checksum, run.Shift);
        _length += (uint)run.Length;
    }

    // A stored block: the few bytes between runs are not worth compressing.
    private void Stored(ReadOnlySpan<byte> bytes)
    {
        var header = output.GetSpan(5);
        header[0] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header[1..], (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[3..], (ushort)~bytes.Length);
        output.Advance(5);
        output.Write(bytes);
        _checksum = Crc32.Combine(_checksum, Crc32.Of(bytes), Crc32.Shift(bytes.Length));
        _length += (uint)bytes.Length;
    }

    private void Finish()
    {
        output.Write((ReadOnlySpan<byte>)[1, 0, 0, 0xFF, 0xFF]);
        var trailer = output.GetSpan(8);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        output.Advance(8);
    }

    /// <summary>Where one run ends and the next begins: decided by the objects themselves, so that one more or less moves no other boundary.</summary>
    private static class RunBoundary
    {
        public const int Longest = 64;

        public static bool IsBefore(ServedObject obj, int soFar) => soFar >= Longest || (RuntimeHelpers.GetHashCode(obj) & 15) == 0;
    }
}
