using System.Text;
using Kube.Api.Errors;

namespace Kube.Api.Selectors;

/// <summary>A selection by fields: all requirements must hold. Immutable.</summary>
public sealed class FieldSelector
{
    private FieldSelector(IReadOnlyList<FieldRequirement> requirements) => Requirements = requirements;

    /// <summary>Selects everything.</summary>
    public static FieldSelector Everything { get; } = new([]);

    /// <summary>The conditions, sorted by their text.</summary>
    public IReadOnlyList<FieldRequirement> Requirements { get; }

    /// <summary>Reads upstream's text form: <c>spec.nodeName=n1,status.phase!=Failed</c>; a backslash escapes a comma, an equals sign or itself in values.</summary>
    /// <exception cref="BadRequestException">The text is none; the message is upstream's (<c>apimachinery/pkg/fields</c>, 1.36).</exception>
    public static FieldSelector Parse(string text)
    {
        if (text.Length == 0) return Everything;
        var requirements = new List<FieldRequirement>();
        foreach (var term in SplitTerms(text).Order(StringComparer.Ordinal))
        {
            if (term.Length == 0) continue;
            requirements.Add(ParseTerm(term) ?? throw new BadRequestException($"invalid selector: '{text}'; can't understand '{term}'"));
        }

        return new(requirements);
    }

    private static FieldRequirement? ParseTerm(string term)
    {
        for (var i = 0; i < term.Length; i++)
        {
            var rest = term.AsSpan(i);
            if (rest.StartsWith("!=")) return new(term[..i], Unescape(term[(i + 2)..]), Negated: true);
            if (rest.StartsWith("==")) return new(term[..i], Unescape(term[(i + 2)..]));
            if (rest.StartsWith("=")) return new(term[..i], Unescape(term[(i + 1)..]));
        }

        return null;
    }

    private static List<string> SplitTerms(string text)
    {
        var terms = new List<string>();
        var start = 0;
        var escaped = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (escaped) escaped = false;
            else if (text[i] == '\\') escaped = true;
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }

        terms.Add(text[start..]);
        return terms;
    }

    private static string Unescape(string value)
    {
        if (value.AsSpan().IndexOfAny('\\', ',', '=') < 0) return value;
        var plain = new StringBuilder(value.Length);
        var escaped = false;
        foreach (var c in value)
        {
            if (escaped)
            {
                if (c is not ('\\' or ',' or '=')) throw new BadRequestException($"invalid field selector: invalid escape sequence: \\{c}");
                plain.Append(c);
                escaped = false;
            }
            else if (c == '\\')
            {
                escaped = true;
            }
            else if (c is ',' or '=')
            {
                throw new BadRequestException($"invalid field selector: unescaped character in value: {(int)c}");
            }
            else
            {
                plain.Append(c);
            }
        }

        return escaped ? throw new BadRequestException("invalid field selector: invalid escape sequence: \\") : plain.ToString();
    }
}
