using System.Globalization;
using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>Writes trees as Go's <c>%v</c> prints what its JSON decoder makes of them: <c>map[name:c1 ports:[80 81]]</c>.</summary>
public static class GoFormat
{
    /// <summary>The value in Go's notation: maps sorted by key, strings bare, null as <c>&lt;nil&gt;</c>.</summary>
    public static string Value(TreeNode node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    /// <summary>The value as Go's <c>%#v</c> writes it inside another one: strings quoted, types of maps and slices named.</summary>
    internal static string Syntax(TreeNode node) => node switch
    {
        TreeString text => Validation.BadValue.Quote(text.Value),
        TreeArray list => $"{TypeName(node)}{{{string.Join(", ", list.Items.ToArray().Select(Syntax))}}}",
        TreeObject map => $"{TypeName(node)}{{{string.Join(", ", map.Members.ToArray().OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => $"{Validation.BadValue.Quote(member.Name)}:{Syntax(member.Value)}"))}}}",
        _ => Value(node),
    };

    internal static string Slices(params ReadOnlySpan<IReadOnlyList<TreeNode>> slices)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < slices.Length; i++)
        {
            if (i > 0) text.Append(' ');
            text.Append(Value(TreeArray.Of([.. slices[i]])));
        }
        return text.Append(']').ToString();
    }

    /// <summary>The name of the Go type the decoder makes of a value: <c>map[string]interface {}</c>.</summary>
    internal static string TypeName(TreeNode node) => node switch
    {
        TreeObject => "map[string]interface {}",
        TreeArray => "[]interface {}",
        TreeString => "string",
        TreeBool => "bool",
        TreeNumber number => number.TryGetInt64(out _) ? "int64" : "float64",
        _ => "%!s(<nil>)",
    };

    /// <summary>The reflect.Kind of that type: <c>map</c>, <c>slice</c>, <c>string</c>, …</summary>
    internal static string KindName(TreeNode node) => node switch
    {
        TreeObject => "map",
        TreeArray => "slice",
        _ => TypeName(node),
    };

    private static void Append(StringBuilder text, TreeNode node)
    {
        switch (node)
        {
            case TreeObject map:
                AppendMap(text, map);
                break;
            case TreeArray array:
                text.Append('[');
                for (var i = 0; i < array.Count; i++)
                {
                    if (i > 0) text.Append(' ');
                    Append(text, array[i]);
                }
                text.Append(']');
                break;
            case TreeString value:
                text.Append(value.Value);
                break;
            case TreeBool flag:
                text.Append(flag.Value ? "true" : "false");
                break;
            case TreeNumber number:
                if (number.TryGetInt64(out var whole)) text.Append(whole.ToString(CultureInfo.InvariantCulture));
                else AppendFloat(text, number);
                break;
            default:
                text.Append("<nil>");
                break;
        }
    }

    private static void AppendMap(StringBuilder text, TreeObject map)
    {
        var members = map.Members.ToArray();
        Array.Sort(members, static (a, b) => a.Utf8Name.SequenceCompareTo(b.Utf8Name));
        text.Append("map[");
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0) text.Append(' ');
            text.Append(members[i].Name).Append(':');
            Append(text, members[i].Value);
        }
        text.Append(']');
    }

    /// <summary><c>%v</c> of a float64 is <c>%g</c> with the exponent from 21 digits on, at least two exponent digits.</summary>
    private static void AppendFloat(StringBuilder text, TreeNumber number)
    {
        var value = number.ToDouble();
        var plain = TreeNumber.Of(value).ToString();
        if (Math.Abs(value) >= 1e-4 || value == 0)
        {
            text.Append(plain);
            return;
        }
        var scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = new string([.. plain.Split('e')[0].Where(char.IsAsciiDigit)]).Trim('0');
        if (value < 0) text.Append('-');
        text.Append(digits[0]);
        if (digits.Length > 1) text.Append('.').Append(digits, 1, digits.Length - 1);
        text.Append("e-").Append((-exponent).ToString("00", CultureInfo.InvariantCulture));
    }
}
