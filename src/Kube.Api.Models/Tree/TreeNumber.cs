using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Kube.Api.Tree;

/// <summary>A number: whole when its text is an integer that 64 bits hold, otherwise a double, as upstream decides. Its text is kept.</summary>
public sealed class TreeNumber : TreeNode
{
    private static readonly TreeNumber[] s_digits = MakeDigits();

    private readonly byte[] _source;
    private readonly int _offset;
    private readonly int _length;

    internal TreeNumber(byte[] source, int offset, int length) => (_source, _offset, _length) = (source, offset, length);

    /// <summary>The number as it was written.</summary>
    public ReadOnlySpan<byte> Text => new(_source, _offset, _length);

    /// <inheritdoc/>
    public override TreeKind Kind => TreeKind.Number;

    /// <summary>Makes a whole number.</summary>
    public static TreeNumber Of(long value)
    {
        if (value is >= 0 and <= 9) return s_digits[value];
        var text = Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
        return new TreeNumber(text, 0, text.Length);
    }

    /// <summary>Makes a number from a finite double.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite or not a number, which JSON cannot say.</exception>
    public static TreeNumber Of(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "JSON has only finite numbers");
        var text = Encoding.ASCII.GetBytes(GoNumber.Format(value));
        return new TreeNumber(text, 0, text.Length);
    }

    /// <summary>The value when it is whole: an integer literal (no fraction, no exponent) that 64 bits hold.</summary>
    public bool TryGetInt64(out long value) => Utf8Parser.TryParse(Text, out value, out var consumed) && consumed == _length;

    /// <summary>The nearest double.</summary>
    public double ToDouble() => double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    internal static TreeNumber Digit(int digit) => s_digits[digit];

    /// <summary>Whether Go would write it as it stands: an integer of at most 18 digits and not "-0".</summary>
    internal static bool IsCanonical(ReadOnlySpan<byte> text) =>
        text.Length <= 18 && !text.ContainsAnyExceptInRange((byte)'-', (byte)'9') && !text.Contains((byte)'.') && !text.SequenceEqual("-0"u8);

    internal override void Write(ref TreeOutput output)
    {
        if (IsCanonical(Text)) output.Write(Text);
        else if (TryGetInt64(out var whole)) output.Write(Encoding.ASCII.GetBytes(whole.ToString(CultureInfo.InvariantCulture)));
        else output.Write(Encoding.ASCII.GetBytes(GoNumber.Format(ToDouble())));
    }

    private protected override bool EqualsSameKind(TreeNode other)
    {
        var number = (TreeNumber)other;
        if (Text.SequenceEqual(number.Text)) return true;
        return TryGetInt64(out var left) && number.TryGetInt64(out var right) ? left == right : ToDouble().Equals(number.ToDouble());
    }

    private static TreeNumber[] MakeDigits()
    {
        var source = "0123456789"u8.ToArray();
        var digits = new TreeNumber[10];
        for (var i = 0; i < 10; i++) digits[i] = new TreeNumber(source, i, 1);
        return digits;
    }
}
