using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kube.Wire.Tests.Replay;

/// <summary>The text of a recorded JSON body as it was sent, a blank after each comma and colon (some answers quote it), with placeholders of numbers
/// standing as numbers.</summary>
internal static partial class BodyText
{
    public static string Of(JsonElement body)
    {
        var text = new StringBuilder();
        Append(text, body);
        return PortAsText().Replace(text.ToString(), "$1");
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.EnumerateObject())
                {
                    if (text[^1] != '{') text.Append(", ");
                    Append(text, member.Name);
                    text.Append(": ");
                    Append(text, member.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    if (text[^1] != '[') text.Append(", ");
                    Append(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                Append(text, value.GetString()!);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void Append(StringBuilder text, string value) =>
        text.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)).Append('"');

    // {{port:1}} was a number where it was recorded: "nodePort": "{{port:1}}" is sent as "nodePort": 30123.
    [GeneratedRegex("""(?<=: )"(\{\{port:[0-9]+\}\})"(?=[,}\]])""")]
    private static partial Regex PortAsText();
}
