using System.Text;
using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Functions.StandardFunctions;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>The extended string library (https://pkg.go.dev/github.com/google/cel-go/ext#Strings, version 2). Places are counted in code points.</summary>
internal static partial class StringFunctions
{
    public static void AddTo(CelFunctions functions)
    {
        functions.AddMember("charAt", [CelType.String, Int], CelType.String, CharAt);
        functions.AddMember("indexOf", [CelType.String, CelType.String], Int, args => IndexOf(args, last: false), CelCost.TextPlace);
        functions.AddMember("indexOf", [CelType.String, CelType.String, Int], Int, args => IndexOf(args, last: false), CelCost.TextPlace);
        functions.AddMember("lastIndexOf", [CelType.String, CelType.String], Int, args => IndexOf(args, last: true), CelCost.TextPlace);
        functions.AddMember("lastIndexOf", [CelType.String, CelType.String, Int], Int, args => IndexOf(args, last: true), CelCost.TextPlace);
        functions.AddMember("join", [List(CelType.String)], CelType.String, Join, s_joining);
        functions.AddMember("join", [List(CelType.String), CelType.String], CelType.String, Join, s_joining);
        functions.AddMember("lowerAscii", [CelType.String], CelType.String, args => MapAscii(args[0], char.IsAsciiLetterUpper, 32), CelCost.FirstTextKept);
        functions.AddMember("upperAscii", [CelType.String], CelType.String, args => MapAscii(args[0], char.IsAsciiLetterLower, -32), CelCost.FirstTextKept);
        functions.AddMember("replace", [CelType.String, CelType.String, CelType.String], CelType.String, Replace, s_replacing);
        functions.AddMember("replace", [CelType.String, CelType.String, CelType.String, Int], CelType.String, Replace, s_replacing);
        functions.AddMember("split", [CelType.String, CelType.String], List(CelType.String), Split, s_splitting);
        functions.AddMember("split", [CelType.String, CelType.String, Int], List(CelType.String), Split, s_splitting);
        functions.AddMember("substring", [CelType.String, Int], CelType.String, Substring, CelCost.FirstTextKept);
        functions.AddMember("substring", [CelType.String, Int, Int], CelType.String, Substring, CelCost.FirstTextKept);
        functions.AddMember("trim", [CelType.String], CelType.String, args => CelString.Of(Text(args[0]).Trim()), CelCost.FirstTextKept);
        functions.Add("strings.quote", [CelType.String], CelType.String, args => CelString.Of(Quote(Text(args[0]))),
            CelCost.Text(0, size => new CelSize(2, ((size * CelSize.Exactly(2)) + CelSize.Exactly(2)).Max)));
    }

    private static Rune[] Runes(CelValue value) => [.. Text(value).EnumerateRunes()];

    private static string Join(ReadOnlySpan<Rune> runes)
    {
        var text = new StringBuilder();
        foreach (var rune in runes) text.Append(rune.ToString());
        return text.ToString();
    }

    private static CelValue CharAt(CelValue[] args)
    {
        var runes = Runes(args[0]);
        var at = ((CelInt)args[1]).Value;
        if (at < 0 || at > runes.Length) return new CelError($"index out of range: {at}");
        return at == runes.Length ? CelString.Empty : CelString.Of(runes[at].ToString());
    }

    private static CelValue IndexOf(CelValue[] args, bool last)
    {
        var (text, sought) = (Runes(args[0]), Runes(args[1]));
        var from = args.Length == 3 ? ((CelInt)args[2]).Value : last ? text.Length : 0;
        if (from < 0 || from > text.Length) return new CelError($"index out of range: {from}");
        var least = last ? 0 : (int)from;
        var most = last ? Math.Min((int)from, text.Length - sought.Length) : text.Length - sought.Length;
        if (last)
        {
            for (var i = most; i >= least; i--)
            {
                if (text.AsSpan(i, sought.Length).SequenceEqual(sought)) return CelInt.Of(i);
            }
            return CelInt.Of(-1);
        }
        for (var i = least; i <= most; i++)
        {
            if (text.AsSpan(i, sought.Length).SequenceEqual(sought)) return CelInt.Of(i);
        }
        return CelInt.Of(-1);
    }

    private static CelValue Join(CelValue[] args)
    {
        var list = (CelList)args[0];
        var parts = new string[list.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (list[i] is not CelString part) return CelError.NoOverload;
            parts[i] = part.Value;
        }
        return CelString.Of(string.Join(args.Length == 2 ? Text(args[1]) : "", parts));
    }

    private static CelString MapAscii(CelValue value, Func<char, bool> applies, int shift) =>
        CelString.Of(string.Create(Text(value).Length, (Text(value), applies, shift), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = state.Item1[i];
                span[i] = state.applies(c) ? (char)(c + state.shift) : c;
            }
        }));

    private static CelString Replace(CelValue[] args)
    {
        var (text, old, replacement) = (Text(args[0]), Text(args[1]), Text(args[2]));
        var limit = args.Length == 4 ? ((CelInt)args[3]).Value : -1;
        if (limit == 0) return (CelString)args[0];
        if (limit < 0 && old.Length > 0) return CelString.Of(text.Replace(old, replacement, StringComparison.Ordinal));
        var result = new StringBuilder();
        var at = 0;
        for (long count = 0; limit < 0 || count < limit; count++)
        {
            // An empty text is found before each code point and at the end.
            var found = old.Length == 0 ? (count == 0 ? 0 : at < text.Length ? at + (char.IsSurrogatePair(text, at) ? 2 : 1) : -1) : text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0) break;
            result.Append(text, at, found - at).Append(replacement);
            at = found + old.Length;
        }
        return CelString.Of(result.Append(text, at, text.Length - at).ToString());
    }

    private static CelList Split(CelValue[] args)
    {
        var (text, separator) = (Text(args[0]), Text(args[1]));
        var limit = args.Length == 3 ? ((CelInt)args[2]).Value : -1;
        if (limit == 0) return CelList.Of();
        if (limit == 1) return CelList.Of(args[0]);
        string[] parts;
        if (separator.Length == 0)
        {
            var runes = Runes(args[0]);
            var count = limit < 0 ? runes.Length : (int)Math.Min(limit, runes.Length);
            parts = [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? Join(runes.AsSpan(i)) : runes[i].ToString())];
        }
        else
        {
            parts = limit < 0 ? text.Split(separator) : text.Split(separator, (int)Math.Min(limit, int.MaxValue));
        }
        return new CelItems([.. parts.Select(CelString.Of)]);
    }

    private static CelValue Substring(CelValue[] args)
    {
        var runes = Runes(args[0]);
        var start = ((CelInt)args[1]).Value;
        var end = args.Length == 3 ? ((CelInt)args[2]).Value : runes.Length;
        if (start < 0 || start > runes.Length) return new CelError($"index out of range: {start}");
        if (end < 0 || end > runes.Length) return new CelError($"index out of range: {end}");
        if (start > end) return new CelError($"invalid substring range. start: {start}, end: {end}");
        return CelString.Of(Join(runes.AsSpan((int)start, (int)(end - start))));
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            var simple = "\a\b\f\n\r\t\v\\\"".IndexOf(c, StringComparison.Ordinal);
            if (simple >= 0) quoted.Append('\\').Append("abfnrtv\\\""[simple]);
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
