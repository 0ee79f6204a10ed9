using System.Text.Json;

namespace Kube.Wire.Tests.Comparison;

/// <summary>
/// Sentences that list several causes are compared without their order: the causes of a Status are a set, and its message repeats them.
/// </summary>
internal static class MessageSets
{
    /// <param name="status">The recorded object that holds the message; only a Status with several causes is treated here.</param>
    public static bool Agree(JsonElement status, string expected, string actual, Placeholders placeholders)
    {
        if (!status.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Object
            || !details.TryGetProperty("causes", out var causes) || causes.ValueKind != JsonValueKind.Array || causes.GetArrayLength() < 2)
            return false;
        return Same(Split(expected, ", "), Split(actual, ", "), placeholders) || Same(Split(expected, "\n"), Split(actual, "\n"), placeholders);
    }

    private static List<string> Split(string message, string separator)
    {
        // "Pod "x" is invalid: [a, b]": the brackets stay with no part, so that any order of the parts reads the same.
        var open = message.IndexOf(": [", StringComparison.Ordinal);
        if (separator == ", " && open >= 0 && message.EndsWith(']'))
            return [message[..(open + 3)], .. message[(open + 3)..^1].Split(separator)];
        return [.. message.Split(separator)];
    }

    private static bool Same(List<string> expected, List<string> actual, Placeholders placeholders)
    {
        if (expected.Count != actual.Count) return false;
        var mark = placeholders.Mark;
        var left = actual.ToList();
        foreach (var part in expected)
        {
            var found = left.FindIndex(candidate => Matches(part, candidate, placeholders));
            if (found < 0)
            {
                placeholders.Undo(mark);
                return false;
            }

            left.RemoveAt(found);
        }

        return true;
    }

    private static bool Matches(string part, string candidate, Placeholders placeholders)
    {
        var mark = placeholders.Mark;
        if (placeholders.Match(part, candidate, RevisionRole.Mention) is null) return true;
        placeholders.Undo(mark);
        return false;
    }
}
