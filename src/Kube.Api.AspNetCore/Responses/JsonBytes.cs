using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Writes the few JSON pieces that answers are put together from.</summary>
internal static class JsonBytes
{
    public static void WriteNumber(IBufferWriter<byte> output, long value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(24), out var written);
        output.Advance(written);
    }

    /// <summary>Text that needs no escaping: names of kinds, versions.</summary>
    public static void WriteRaw(IBufferWriter<byte> output, string text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    /// <summary>A JSON string with its quotes.</summary>
    public static void WriteString(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        WriteRaw(output, JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text));
        output.Write("\""u8);
    }

    /// <summary>The metadata of a list: <c>{"resourceVersion":"7","continue":"…","remainingItemCount":3}</c>.</summary>
    public static void WriteListMetadata(IBufferWriter<byte> output, long revision, string continueToken, long? remaining, bool alwaysContinues = false)
    {
        output.Write("{\"resourceVersion\":\""u8);
        WriteNumber(output, revision);
        output.Write("\""u8);
        if (continueToken.Length > 0 || alwaysContinues)
        {
            output.Write(",\"continue\":"u8);
            WriteString(output, continueToken);
        }

        if (remaining is { } count)
        {
            output.Write(",\"remainingItemCount\":"u8);
            WriteNumber(output, count);
        }

        output.Write("}"u8);
    }
}
