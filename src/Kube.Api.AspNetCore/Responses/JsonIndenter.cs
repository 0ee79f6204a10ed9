using System.Buffers;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Indents compact JSON as Go's <c>json.MarshalIndent(…, "", "  ")</c> does: two blanks a level, empty objects and arrays kept closed.</summary>
internal static class JsonIndenter
{
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var depth = 0;
        while (!json.IsEmpty)
        {
            var b = json[0];
            switch (b)
            {
                case (byte)'"':
                    var end = StringEnd(json);
                    output.Write(json[..end]);
                    json = json[end..];
                    continue;
                case (byte)'{' or (byte)'[':
                    if (json.Length > 1 && json[1] is (byte)'}' or (byte)']')
                    {
                        output.Write(json[..2]);
                        json = json[2..];
                        continue;
                    }

                    output.Write(json[..1]);
                    NewLine(output, ++depth);
                    break;
                case (byte)'}' or (byte)']':
                    NewLine(output, --depth);
                    output.Write(json[..1]);
                    break;
                case (byte)',':
                    output.Write(json[..1]);
                    NewLine(output, depth);
                    break;
                case (byte)':':
                    output.Write(": "u8);
                    break;
                case (byte)'\n':
                    break;
                default:
                    output.Write(json[..1]);
                    break;
            }

            json = json[1..];
        }
    }

    private static int StringEnd(ReadOnlySpan<byte> json)
    {
        for (var i = 1; i < json.Length; i++)
        {
            if (json[i] == '\\') i++;
            else if (json[i] == '"') return i + 1;
        }

        return json.Length;
    }

    private static void NewLine(IBufferWriter<byte> output, int depth)
    {
        var span = output.GetSpan(1 + (depth * 2));
        span[0] = (byte)'\n';
        span.Slice(1, depth * 2).Fill((byte)' ');
        output.Advance(1 + (depth * 2));
    }
}
