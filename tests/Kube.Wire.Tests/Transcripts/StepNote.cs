using System.Globalization;
using System.Text.RegularExpressions;

namespace Kube.Wire.Tests.Transcripts;

/// <summary>What a step's note asks of the replayer; the rest of its words are for people.</summary>
internal sealed partial record StepNote(string Text)
{
    /// <summary>The request is sent again until it answers as recorded: what it waits for happens after the answer of a write.</summary>
    public bool Repeated => Text.Contains("repeated until it answers as recorded", StringComparison.Ordinal);

    /// <summary>Only the members of the body that are shown count.</summary>
    public bool Shortened => Text.Contains("body shortened", StringComparison.Ordinal);

    /// <summary>The step only puts things back; it runs even after the server could not be asked something before it.</summary>
    public bool CleansUp => Text is "cleanup" or "clean up";

    /// <summary>The pause before the request; zero for nearly all.</summary>
    public TimeSpan Delay { get; } =
        Milliseconds().Match(Text) is { Success: true } milliseconds ? TimeSpan.FromMilliseconds(Number(milliseconds))
        : Seconds().Match(Text) is { Success: true } seconds ? TimeSpan.FromSeconds(Number(seconds))
        : TimeSpan.Zero;

    /// <summary>How often the recorded server discarded its history; null when it did not matter.</summary>
    public TimeSpan? CompactionInterval { get; } =
        Compacts().Match(Text) is { Success: true } match ? TimeSpan.FromSeconds(Number(match)) : null;

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"sent (\d+) milliseconds after")]
    private static partial Regex Milliseconds();

    [GeneratedRegex(@"after waiting (\d+) seconds")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"compacts its history every (\d+) seconds")]
    private static partial Regex Compacts();
}
