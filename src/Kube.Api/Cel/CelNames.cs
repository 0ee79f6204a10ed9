using System.Text;

namespace Kube.Api.Cel;

/// <summary>How property names look in expressions, where some of their characters and words cannot stand (https://kubernetes.io/docs/reference/using-api/cel/#escaping).</summary>
internal static class CelNames
{
    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    };

    /// <summary>Whether an expression can use the name as it is.</summary>
    public static bool IsIdentifier(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || s_reserved.Contains(name)) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        }
        return true;
    }

    /// <summary>The name in expressions; the name itself when it needs no escape; empty when it cannot be written.</summary>
    public static string Escape(string name)
    {
        if (s_reserved.Contains(name)) return $"__{name}__";
        if (name.Length == 0 || (!char.IsAsciiLetter(name[0]) && name[0] is not ('_' or '.' or '-' or '/'))) return "";
        var escaped = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            switch (name[i])
            {
                case '.': escaped.Append("__dot__"); break;
                case '-': escaped.Append("__dash__"); break;
                case '/': escaped.Append("__slash__"); break;
                case '_' when i + 1 < name.Length && name[i + 1] == '_':
                    escaped.Append("__underscores__");
                    i++;
                    break;
                case var c when char.IsAsciiLetterOrDigit(c) || c == '_': escaped.Append(c); break;
                default: return "";
            }
        }
        return escaped.ToString();
    }
}
