using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

internal sealed class CelString : CelValue
{
    public static readonly CelString Empty = new("");

    private CelString(string value) => Value = value;

    public string Value { get; }

    public override CelType Type => CelType.String;

    public override long Size
    {
        get
        {
            var pairs = 0;
            foreach (var c in Value)
            {
                if (char.IsLowSurrogate(c)) pairs++;
            }
            return Value.Length - pairs;
        }
    }

    public static CelString Of(string value) => value.Length == 0 ? Empty : new CelString(value);

    public override bool EqualTo(CelValue other) => other is CelString that && string.Equals(Value, that.Value, StringComparison.Ordinal);

    public override int? CompareTo(CelValue other) => other is CelString that ? CompareRunes(Value, that.Value) : null;

    // Go compares bytes of UTF-8, which is the order of code points; code units put surrogates before U+E000.
    private static int CompareRunes(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (left[i], right[i]);
            if (a == b) continue;
            if (char.IsSurrogate(a) != char.IsSurrogate(b)) return char.IsSurrogate(a) ? 1 : -1;
            return a.CompareTo(b);
        }
        return left.Length.CompareTo(right.Length);
    }
}
