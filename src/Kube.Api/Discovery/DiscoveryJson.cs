namespace Kube.Api.Discovery;

/// <summary>The small discovery documents that are no kind.</summary>
public static class DiscoveryJson
{
    /// <summary>What <c>/</c> answers: the paths there are.</summary>
    public static ReadOnlyMemory<byte> Paths(IEnumerable<string> paths) =>
        LegacyDiscoveryWriter.Write(writer => LegacyDiscoveryWriter.WriteNames(writer, "paths"u8, [.. paths]));
}
