namespace Kube.Api.Json;

/// <summary>Takes the white space out between the tokens of a valid JSON text.</summary>
internal static class JsonCompact
{
    public static byte[] Compact(ReadOnlySpan<byte> text)
    {
        var compact = new byte[text.Length];
        var length = 0;
        var inString = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (!inString && c <= (byte)' ') continue;
            compact[length++] = c;
            if (inString && c == (byte)'\\') compact[length++] = text[++at];
            else if (c == (byte)'"') inString = !inString;
        }
        return compact.AsSpan(0, length).ToArray();
    }
}
