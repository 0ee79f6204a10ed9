using System.Globalization;
using System.Text;

namespace Kube.Node.Agent;

/// <summary>Text as upstream's language prints it, where it reaches the wire.</summary>
internal static class GoText
{
    /// <summary>Such as <c>1m20s</c>, <c>2.5s</c> or <c>340ms</c>.</summary>
    public static string Duration(TimeSpan value)
    {
        if (value == TimeSpan.Zero) return "0s";
        var sign = value < TimeSpan.Zero ? "-" : "";
        value = value.Duration();
        if (value < TimeSpan.FromMicroseconds(1)) return Text($"{sign}{value.Ticks * 100}ns");
        if (value < TimeSpan.FromMilliseconds(1)) return Text($"{sign}{value.TotalMicroseconds:0.###}µs");
        if (value < TimeSpan.FromSeconds(1)) return Text($"{sign}{value.TotalMilliseconds:0.######}ms");
        var hours = (long)value.TotalHours;
        var seconds = (value - TimeSpan.FromMinutes((long)value.TotalMinutes)).TotalSeconds;
        var tail = Text($"{seconds:0.#########}s");
        if (hours > 0) return Text($"{sign}{hours}h{value.Minutes}m{tail}");
        return value.Minutes > 0 ? Text($"{sign}{value.Minutes}m{tail}") : sign + tail;
    }

    /// <summary>A double-quoted string with escapes.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder("\"", value.Length + 2);
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\a': text.Append("\\a"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\v': text.Append("\\v"); break;
                case < ' ' or 0x7f: text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"); break;
                default: text.Append(rune); break;
            }
        }

        return text.Append('"').ToString();
    }

    /// <summary>Such as <c>[a b]</c>.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(' ', values)}]";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
