namespace Kube.Shared.Streams.RemoteCommand;

/// <summary>Names of the remote command protocols (<c>k8s.io/apimachinery/pkg/util/remotecommand</c>).</summary>
internal static class RemoteCommandProtocol
{
    /// <summary>Header in which SPDY peers propose and choose a protocol.</summary>
    public const string VersionHeader = "X-Stream-Protocol-Version";

    /// <summary>Header in which a server lists what it would have taken.</summary>
    public const string AcceptedVersionsHeader = "X-Accepted-Stream-Protocol-Versions";

    /// <summary>Header of a stream that says what it carries.</summary>
    public const string StreamType = "streamType";

    public const string V1 = "channel.k8s.io";
    public const string V2 = "v2.channel.k8s.io";
    public const string V3 = "v3.channel.k8s.io";
    public const string V4 = "v4.channel.k8s.io";
    public const string V5 = "v5.channel.k8s.io";
    public const string V1Base64 = "base64.channel.k8s.io";
    public const string V4Base64 = "v4.base64.channel.k8s.io";

    /// <summary>What is served over SPDY, the best first.</summary>
    public static IReadOnlyList<string> Spdy { get; } = [V4, V3, V2, V1];

    /// <summary>What is served over WebSocket, the best first; a client that names none speaks the first version.</summary>
    public static IReadOnlyList<string> WebSocket { get; } = [V5, V4, V4Base64, V1, V1Base64, ""];

    /// <summary>Whether the end of a command is told as a Status; before version 4 it is a text, and success is silence.</summary>
    public static bool HasStatus(string protocol) => protocol is V4 or V4Base64 or V5;

    /// <summary>Whether SPDY peers open a stream for sizes of the terminal.</summary>
    public static bool HasResize(string protocol) => protocol is V3 or V4 or V4Base64 or V5;

    public static bool IsBase64(string protocol) => protocol is V1Base64 or V4Base64;

    /// <summary>The client's first proposal that is served; null when there is none.</summary>
    public static string? Choose(IEnumerable<string> proposed, IReadOnlyList<string> served) => proposed.FirstOrDefault(served.Contains);
}
