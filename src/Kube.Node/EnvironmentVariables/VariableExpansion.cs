using System.Text;

namespace Kube.Node.EnvironmentVariables;

/// <summary>Replaces <c>$(NAME)</c>; <c>$$</c> stands for one <c>$</c>; what is not known stays as it is (upstream's <c>third_party/forked/golang/expansion</c>).</summary>
internal static class VariableExpansion
{
    public static string Expand(string text, Func<string, string?> valueOf)
    {
        if (!text.Contains('$', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            var end = text[i] == '(' ? text.IndexOf(')', i) : -1;
            if (text[i] == '$') result.Append('$');
            else if (end < 0) result.Append('$').Append(text[i]);
            else
            {
                var name = text[(i + 1)..end];
                if (valueOf(name) is { } value) result.Append(value);
                else result.Append("$(").Append(name).Append(')');
                i = end;
            }
        }

        return result.ToString();
    }

    /// <summary>Expands a path of a volume, where every name must be known.</summary>
    /// <returns>Null when one is not.</returns>
    public static string? ExpandAll(string text, Func<string, string?> valueOf)
    {
        var missing = false;
        var result = Expand(text, name =>
        {
            var value = valueOf(name);
            missing |= value is null;
            return value;
        });
        return missing ? null : result;
    }
}
