using System.Text;

namespace Kube.Api.Cel;

/// <summary>The text of an expression, and where in it something stands, as compilers of CEL report it.</summary>
internal sealed class CelSource(string text)
{
    private readonly int[] _lineStarts = FindLines(text);

    public string Text { get; } = text;

    /// <summary>Issues in order of place, one below the other: <c>ERROR: &lt;input&gt;:1:5: …</c> with the line and a pointer.</summary>
    public string Report(IEnumerable<CelIssue> issues) =>
        string.Join('\n', issues.OrderBy(issue => issue.Position).Select(Report));

    private string Report(CelIssue issue)
    {
        var line = LineOf(issue.Position);
        var start = _lineStarts[line];
        var column = CountRunes(Text.AsSpan(start, Math.Min(issue.Position, Text.Length) - start));
        var end = line + 1 < _lineStarts.Length ? _lineStarts[line + 1] - 1 : Text.Length;
        var report = new StringBuilder();
        report.Append("ERROR: <input>:").Append(line + 1).Append(':').Append(column + 1).Append(": ").Append(issue.Message);
        report.Append("\n | ").Append(Text, start, Math.Max(0, end - start));
        report.Append("\n | ").Append('.', column).Append('^');
        return report.ToString();
    }

    private int LineOf(int position)
    {
        var found = Array.BinarySearch(_lineStarts, position);
        return found >= 0 ? found : ~found - 1;
    }

    private static int CountRunes(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static int[] FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') starts.Add(i + 1);
        }
        return [.. starts];
    }
}
