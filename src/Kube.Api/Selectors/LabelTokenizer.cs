namespace Kube.Api.Selectors;

/// <summary>Cuts a label selector into tokens as upstream's lexer does: runs of special characters give the longest operator that they begin with.</summary>
internal static class LabelTokenizer
{
    private const string Special = "=!(),><";

    public static List<LabelToken> Tokenize(string text)
    {
        var tokens = new List<LabelToken>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && IsSpace(text[at])) at++;
            // Upstream's lexer takes a zero byte for the end of its input.
            if (at >= text.Length || text[at] == '\0')
            {
                tokens.Add(new(LabelTokenKind.End, ""));
                return tokens;
            }

            var start = at;
            if (Special.Contains(text[at], StringComparison.Ordinal))
            {
                at = EndOfOperator(text, at);
            }
            else
            {
                while (at < text.Length && text[at] != '\0' && !IsSpace(text[at]) && !Special.Contains(text[at], StringComparison.Ordinal)) at++;
            }

            var word = text[start..at];
            tokens.Add(new(KindOf(word), word));
        }
    }

    private static int EndOfOperator(string text, int start)
    {
        var at = start + 1;
        while (at < text.Length && Special.Contains(text[at], StringComparison.Ordinal) && KindOf(text[start..(at + 1)]) != LabelTokenKind.Identifier) at++;
        return at;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static LabelTokenKind KindOf(string word) => word switch
    {
        "(" => LabelTokenKind.Open,
        ")" => LabelTokenKind.Close,
        "," => LabelTokenKind.Comma,
        "!" => LabelTokenKind.Not,
        "=" or "==" => LabelTokenKind.Equal,
        "!=" => LabelTokenKind.NotEqual,
        ">" => LabelTokenKind.Greater,
        "<" => LabelTokenKind.Less,
        "in" => LabelTokenKind.In,
        "notin" => LabelTokenKind.NotIn,
        _ => LabelTokenKind.Identifier,
    };
}
