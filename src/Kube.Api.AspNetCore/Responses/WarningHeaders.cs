using System.Text;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Writes warnings for the client as <c>Warning: 299 - "…"</c>.</summary>
internal static class WarningHeaders
{
    // Upstream's limits (endpoints/filters/warning.go): beyond the total, each warning is cut, and what still does not fit is left out.
    private const int MostInTotal = 4 << 10;
    private const int MostEach = 256;

    public static void Add(IHeaderDictionary headers, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0) return;
        var seen = new HashSet<string>();
        var distinct = warnings.Where(seen.Add).ToList();
        var cut = distinct.Sum(warning => warning.Length) > MostInTotal;
        var total = 0;
        foreach (var warning in distinct)
        {
            var text = cut && warning.Length > MostEach ? warning[..MostEach] : warning;
            total += text.Length;
            if (total > MostInTotal) return;
            headers.Append("Warning", $"299 - {Quote(text)}");
        }
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else quoted.Append(char.IsControl(c) ? ' ' : c);
        }

        return quoted.Append('"').ToString();
    }
}
