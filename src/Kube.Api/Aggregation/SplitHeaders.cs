using System.Security.Cryptography;
using System.Text;
using Kube.Shared.Streams;

namespace Kube.Api.Aggregation;

/// <summary>Sends headers of one name as lines of their own. The platform's client joins them into one line, and servers written in Go take that for one value:
/// a user of two groups would be in a third one.</summary>
internal static class SplitHeaders
{
    // Nobody can guess it, so nobody can have a line broken where none belongs.
    private static readonly string s_break = "\u001e" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16)) + "\u001e";
    private static readonly byte[] s_breakBytes = Encoding.ASCII.GetBytes(s_break);

    /// <summary>One header for each name, whose further values are lines of their own once <see cref="Filter"/> has seen them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Join(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.GroupBy(static header => header.Key, StringComparer.OrdinalIgnoreCase)
            .Select(static same => new KeyValuePair<string, string>(same.Key, string.Join($"{s_break}{same.Key}: ", same.Select(static header => header.Value))));

    /// <summary>Breaks the lines on their way out.</summary>
    public static Stream Filter(Stream plaintext) => new BreakingStream(plaintext);

    private static ReadOnlyMemory<byte> Break(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.IndexOf(s_breakBytes) < 0) return bytes;
        var output = new MemoryStream(span.Length);
        for (var at = span.IndexOf(s_breakBytes); at >= 0; at = span.IndexOf(s_breakBytes))
        {
            output.Write(span[..at]);
            output.Write("\r\n"u8);
            span = span[(at + s_breakBytes.Length)..];
        }

        output.Write(span);
        return output.ToArray();
    }

    private sealed class BreakingStream(Stream inner) : DuplexStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(Break(buffer), cancellationToken);

        // The client ends a connection as a whole, never one side of it.
        public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
