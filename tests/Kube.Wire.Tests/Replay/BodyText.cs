using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kube.Wire.Tests.Replay;

/// <summary>The text of a recorded JSON body, with placeholders of numbers standing as numbers.</summary>
internal static partial class BodyText
{
    public static string Of(JsonElement body)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 }))
            body.WriteTo(writer);
        return PortAsText().Replace(System.Text.Encoding.UTF8.GetString(buffer.ToArray()), "$1");
    }

    // {{port:1}} was a number where it was recorded: "nodePort":"{{port:1}}" is sent as "nodePort":30123.
    [GeneratedRegex("""(?<=:)"(\{\{port:[0-9]+\}\})"(?=[,}\]])""")]
    private static partial Regex PortAsText();
}
