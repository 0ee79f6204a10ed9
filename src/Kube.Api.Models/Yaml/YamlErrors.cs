using System.Globalization;
using YamlDotNet.Core;

namespace Kube.Api.Yaml;

/// <summary>The parser's errors in the words of the C and Go parsers, which have the same states but other sentences around them.</summary>
internal static class YamlErrors
{
    public static string Describe(YamlException error, string source)
    {
        var text = error.Message;
        var place = text.IndexOf("): ", StringComparison.Ordinal);
        if (text.StartsWith("(Line", StringComparison.Ordinal) && place >= 0) text = text[(place + 3)..];
        // "While scanning …, found …": upstream says only what was found.
        if (text.StartsWith("While", StringComparison.Ordinal) && text.LastIndexOf(", ", StringComparison.Ordinal) is var comma and >= 0) text = text[(comma + 2)..];
        text = text.TrimEnd('.', ' ');
        var line = error.Start.Line;
        if (text.Equals("found invalid mapping", StringComparison.OrdinalIgnoreCase)) text = "mapping values are not allowed in this context";
        if (text.Contains("invalid tab", StringComparison.OrdinalIgnoreCase)) (text, line) = ("found character that cannot start any token", TabLine(source) ?? error.Start.Line);
        if (text.Length > 0) text = char.ToLowerInvariant(text[0]) + text[1..];
        return string.Create(CultureInfo.InvariantCulture, $"yaml: line {line}: {text}");
    }

    // The parser names the line of the key above; the error is the first line that is indented by a tab.
    private static long? TabLine(string source)
    {
        var lines = source.Split('\n');
        for (var at = 0; at < lines.Length; at++)
            if (lines[at].AsSpan().TrimStart(' ').StartsWith("\t")) return at + 1;
        return null;
    }
}
