namespace Kube.Wire.Tests.Replay;

/// <summary>The users of the transcripts and their bearer tokens, as the recorded server knew them.</summary>
internal static class WireUsers
{
    /// <summary>A file for <c>--token-auth-file</c>: token, user, uid, groups.</summary>
    public const string TokenFile =
        """
        tok-admin,admin,admin-uid,"system:masters"
        tok-alice,alice,alice-uid
        tok-bob,bob,bob-uid
        tok-node-a,system:node:node-a,node-a-uid,"system:nodes"

        """;

    public static IReadOnlyDictionary<string, string> Tokens { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["admin"] = "tok-admin",
        ["alice"] = "tok-alice",
        ["bob"] = "tok-bob",
        ["node-a"] = "tok-node-a",
    };
}
