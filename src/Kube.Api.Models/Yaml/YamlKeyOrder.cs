using System.Text;

namespace Kube.Api.Yaml;

/// <summary>The order of keys in go-yaml: letters by their code, numbers by their value, everything else before letters (<c>sorter.go</c>).</summary>
internal sealed class YamlKeyOrder : IComparer<string>
{
    public static readonly YamlKeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var left = x!.EnumerateRunes().ToArray();
        var right = y!.EnumerateRunes().ToArray();
        for (var at = 0; at < left.Length && at < right.Length; at++)
        {
            if (left[at] == right[at]) continue;
            var leftLetter = Rune.IsLetter(left[at]);
            var rightLetter = Rune.IsLetter(right[at]);
            if (leftLetter && rightLetter) return left[at].CompareTo(right[at]);
            if (leftLetter || rightLetter) return rightLetter ? -1 : 1;
            return Numbers(left, right, at);
        }
        return left.Length.CompareTo(right.Length);
    }

    private static int Numbers(Rune[] left, Rune[] right, int at)
    {
        long leftNumber = 0;
        long rightNumber = 0;
        if (left[at].Value == '0' || right[at].Value == '0')
        {
            // Zeros inside a number do not lead it.
            for (var before = at - 1; before >= 0 && Rune.IsDigit(left[before]); before--)
            {
                if (left[before].Value == '0') continue;
                leftNumber = rightNumber = 1;
                break;
            }
        }
        var leftEnd = Read(left, at, ref leftNumber);
        var rightEnd = Read(right, at, ref rightNumber);
        if (leftNumber != rightNumber) return leftNumber.CompareTo(rightNumber);
        return leftEnd != rightEnd ? leftEnd.CompareTo(rightEnd) : left[at].CompareTo(right[at]);
    }

    private static int Read(Rune[] text, int at, ref long number)
    {
        for (; at < text.Length && Rune.IsDigit(text[at]); at++) number = unchecked((number * 10) + (text[at].Value - '0'));
        return at;
    }
}
