namespace Kube.Api.AspNetCore.Requests;

/// <summary>Whether JSON is indented for a human reader: the query says so, or the client is one that people look at.</summary>
internal static class Prettiness
{
    public static bool IsWanted(in QueryParameters query, string? userAgent)
    {
        var said = query.Find("pretty");
        return string.IsNullOrEmpty(said) ? IsAgent(userAgent) : said is "1" or "t" or "T" or "true" or "TRUE" or "True";
    }

    /// <summary>curl, Wget and browsers (upstream's isPrettyPrint).</summary>
    public static bool IsAgent(string? userAgent) =>
        userAgent is not null
        && (userAgent.StartsWith("curl", StringComparison.Ordinal)
            || userAgent.StartsWith("Wget", StringComparison.Ordinal)
            || userAgent.StartsWith("Mozilla/5.0", StringComparison.Ordinal));
}
