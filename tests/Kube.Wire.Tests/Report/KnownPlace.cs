using System.Globalization;

namespace Kube.Wire.Tests.Report;

/// <summary>One place of one answer that can never be as it was recorded, and why.</summary>
internal sealed record KnownPlace(string Scenario, int Step, string Pointer, string Reason)
{
    private const string Mark = " # ";

    /// <summary>Reads <c>area/name 25 /gitCommit # reason</c>.</summary>
    /// <exception cref="FormatException">It is not that; a place without a reason is none.</exception>
    public static KnownPlace Parse(string line)
    {
        var mark = line.IndexOf(Mark, StringComparison.Ordinal);
        var words = (mark < 0 ? line : line[..mark]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return mark > 0 && words is [var scenario, var step, var pointer] && int.TryParse(step, CultureInfo.InvariantCulture, out var number) && line.Length > mark + Mark.Length + 10
            ? new KnownPlace(scenario, number, pointer, line[(mark + Mark.Length)..].Trim())
            : throw new FormatException($"'{line}' is not 'scenario step pointer # reason'.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scenario} {Step} {Pointer}{Mark}{Reason}");
}
