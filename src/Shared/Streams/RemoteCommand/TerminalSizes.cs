using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Kube.Shared.Streams.RemoteCommand;

/// <summary>Reads sizes of a terminal: one JSON object after the other, <c>{"Width":80,"Height":24}</c>.</summary>
internal static class TerminalSizes
{
    private const int MaxObject = 1 << 10;

    /// <summary>Reads until the stream ends or holds something else.</summary>
    /// <param name="stream">The resize stream.</param>
    /// <param name="resized">Called with columns and rows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ReadAsync(Stream stream, Action<int, int> resized, CancellationToken cancellationToken)
    {
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (TryTake(ref rest, resized))
                {
                }

                if (rest.Length > MaxObject || read.IsCompleted) return;
                input.AdvanceTo(rest.Start, rest.End);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or JsonException)
        {
            // The sizes end when the session does, or when they are no sizes.
        }
    }

    /// <summary>Reads one size, as a WebSocket message holds it.</summary>
    public static bool TryParse(ReadOnlySequence<byte> json, Action<int, int> resized)
    {
        try
        {
            return TryTake(ref json, resized);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> input, Action<int, int> resized)
    {
        var reader = new Utf8JsonReader(input, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        if (!reader.Read()) return false;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a size is an object");
        int columns = 0, rows = 0;
        while (true)
        {
            if (!reader.Read()) return false;
            if (reader.TokenType == JsonTokenType.EndObject) break;
            var isWidth = reader.GetString() is { } name && name.Equals("Width", StringComparison.OrdinalIgnoreCase);
            if (!reader.Read()) return false;
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt16(out var value)) throw new JsonException("a size is a number");
            if (isWidth) columns = value;
            else rows = value;
        }

        input = input.Slice(reader.Position);
        resized(columns, rows);
        return true;
    }
}
