using System.Text;

namespace Kube.Api.Yaml;

/// <summary>Which styles a string can be written in: libyaml's <c>analyze_scalar</c>.</summary>
internal readonly record struct YamlScalarShape(bool Plain, bool SingleQuoted, bool Block, bool Multiline)
{
    public static YamlScalarShape Of(ReadOnlySpan<Rune> text)
    {
        if (text.IsEmpty) return new(Plain: true, SingleQuoted: true, Block: false, Multiline: false);
        var indicators = Starts(text, '-') || Starts(text, '.');
        bool special = false, breaks = false, spaceBreak = false, breakSpace = false, previousSpace = false, previousBreak = false;
        var precededBySpace = true;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at].Value;
            var followedBySpace = at + 1 >= text.Length || IsSpaceOrBreak(text[at + 1].Value);
            indicators |= at == 0 ? StartsSyntax(c, followedBySpace) : (c == ':' && followedBySpace) || (c == '#' && precededBySpace);
            special |= !IsPrintable(c);
            breaks |= IsBreak(c);
            breakSpace |= c == ' ' && previousBreak;
            spaceBreak |= IsBreak(c) && previousSpace;
            previousSpace = c == ' ';
            previousBreak = IsBreak(c);
            precededBySpace = IsSpaceOrBreak(c);
        }
        var last = text[^1].Value;
        var outer = text[0].Value == ' ' || IsBreak(text[0].Value) || last == ' ' || IsBreak(last);
        var nothing = spaceBreak || special;
        return new(
            Plain: !indicators && !breaks && !outer && !breakSpace && !nothing,
            SingleQuoted: !breakSpace && !nothing,
            Block: last != ' ' && !nothing,
            Multiline: breaks);
    }

    public static bool IsBreak(int c) => c is '\r' or '\n' or 0x85 or 0x2028 or 0x2029;

    // Go's emitter takes nothing beyond the first plane for printable.
    public static bool IsPrintable(int c) => c == '\n' || (c >= 0x20 && c <= 0x7E) || (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF);

    private static bool IsSpaceOrBreak(int c) => c is ' ' or '\t' || IsBreak(c);

    private static bool Starts(ReadOnlySpan<Rune> text, char c) => text.Length >= 3 && text[0].Value == c && text[1].Value == c && text[2].Value == c;

    private static bool StartsSyntax(int c, bool followedBySpace) =>
        c < 0x80 && ("#,[]{}&*!|>'\"%@`".Contains((char)c, StringComparison.Ordinal) || (followedBySpace && c is '?' or ':' or '-' && followedBySpace));
}
