using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Kube.Api.Validation;

/// <summary>A regular expression as Go's <c>regexp</c> reads it (RE2's syntax): checked in Go's words, matched in time linear to the text.</summary>
internal sealed class GoRegex
{
    // Schemas and rules use few patterns; a sender who makes up many only loses the benefit.
    private const int MostKept = 4096;
    private static readonly ConcurrentDictionary<string, GoRegex> s_known = new();

    private readonly Regex? _regex;

    private GoRegex(string pattern)
    {
        Pattern = pattern;
        try
        {
            var translated = GoRegexTranslator.Translate(pattern);
            _regex = new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (FormatException e)
        {
            Problem = $"error parsing regexp: {e.Message}";
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // Go allows what this engine does not: a bound on the size of what it makes of a pattern.
            Problem = $"error parsing regexp: expression too large: `{pattern}`";
        }
    }

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>What is wrong with the pattern, in Go's words; null when nothing is.</summary>
    public string? Problem { get; }

    /// <summary>Reads a pattern; the same object for the same pattern, mostly.</summary>
    public static GoRegex Of(string pattern)
    {
        if (s_known.TryGetValue(pattern, out var known)) return known;
        var made = new GoRegex(pattern);
        if (s_known.Count < MostKept) s_known.TryAdd(pattern, made);
        return made;
    }

    /// <summary>Whether the pattern occurs in a text.</summary>
    public bool IsMatch(string text) => _regex?.IsMatch(text) == true;

    /// <summary>The expression that does the work; null for a pattern with a <see cref="Problem"/>.</summary>
    public Regex? Compiled => _regex;
}
