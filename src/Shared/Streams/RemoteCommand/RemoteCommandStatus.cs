using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Kube.Shared.Streams.RemoteCommand;

/// <summary>How a remote command ended, as the Status that its error stream carries.</summary>
/// <param name="Code">Exit code; null when the command could not be run or was not followed to its end.</param>
/// <param name="Message">For people; empty on success.</param>
internal sealed record RemoteCommandStatus(int? Code, string Message)
{
    private const string NonZeroExitCode = "NonZeroExitCode";
    private const string ExitCodeCause = "ExitCode";

    public static RemoteCommandStatus Success { get; } = new(0, "");

    public bool IsSuccess => Code == 0;

    /// <param name="code">Not zero.</param>
    /// <param name="command">What was run; the runtimes' own message shows it.</param>
    public static RemoteCommandStatus Exited(int code, IEnumerable<string> command) =>
        new(code, $"command terminated with non-zero exit code: error executing command [{string.Join(' ', command)}], exit code {code}");

    public static RemoteCommandStatus Failed(string message) => new(null, message);

    /// <summary>The bytes for the error stream.</summary>
    public byte[] Encode(bool asStatus)
    {
        // Before version 4, silence is success and the rest is for people.
        if (!asStatus) return IsSuccess ? [] : System.Text.Encoding.UTF8.GetBytes(Message);
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteEndObject();
            json.WriteString("status", IsSuccess ? "Success" : "Failure");
            if (!IsSuccess) WriteFailure(json);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what an error stream carried.</summary>
    public static RemoteCommandStatus Decode(ReadOnlyMemory<byte> text)
    {
        if (text.IsEmpty) return Success;
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.TryGetProperty("status", out var status) && status.ValueEquals("Success")) return Success;
            var message = root.TryGetProperty("message", out var said) ? said.GetString() ?? "" : "";
            return new(CodeOf(root), message);
        }
        catch (JsonException)
        {
            return Failed(System.Text.Encoding.UTF8.GetString(text.Span));
        }
    }

    private void WriteFailure(Utf8JsonWriter json)
    {
        var isExit = Code is not null;
        json.WriteString("message", isExit ? Message : "Internal error occurred: " + Message);
        json.WriteString("reason", isExit ? NonZeroExitCode : "InternalError");
        json.WriteStartObject("details");
        json.WriteStartArray("causes");
        json.WriteStartObject();
        if (isExit) json.WriteString("reason", ExitCodeCause);
        json.WriteString("message", Code is { } code ? code.ToString(CultureInfo.InvariantCulture) : Message);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        if (!isExit) json.WriteNumber("code", 500);
    }

    private static int? CodeOf(JsonElement status)
    {
        if (!status.TryGetProperty("reason", out var reason) || !reason.ValueEquals(NonZeroExitCode)) return null;
        if (!status.TryGetProperty("details", out var details) || !details.TryGetProperty("causes", out var causes)) return null;
        foreach (var cause in causes.EnumerateArray())
        {
            if (cause.TryGetProperty("reason", out var kind) && kind.ValueEquals(ExitCodeCause)
                && int.TryParse(cause.GetProperty("message").GetString(), CultureInfo.InvariantCulture, out var code))
                return code;
        }

        return null;
    }
}
