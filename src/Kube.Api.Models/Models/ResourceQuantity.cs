using System.Globalization;
using System.Numerics;

namespace Kube.Api.Models;

/// <summary>A fixed-point number with a suffix: <c>500m</c>, <c>2</c>, <c>1536Mi</c>, <c>1e3</c>.</summary>
/// <remarks>Immutable. Its text is upstream's canonical form: no fraction, the largest suffix that needs none, rounded up to nano
/// (<c>1.5Gi</c> becomes <c>1536Mi</c>, <c>1000m</c> becomes <c>1</c>). Compared by value: <c>1</c> equals <c>1000m</c> and <c>1e0</c>.</remarks>
public sealed partial class ResourceQuantity : IEquatable<ResourceQuantity>, IComparable<ResourceQuantity>
{
    private const string BadFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private const string BadSuffix = "unable to parse quantity's suffix";
    private const string BadNumber = "unable to parse numeric part of quantity";

    private readonly string _text;
    private Amount? _amount;

    private ResourceQuantity(string text, Amount? amount = null)
    {
        _text = text;
        _amount = amount;
    }

    /// <summary>Reads a quantity.</summary>
    /// <param name="text">Upstream's grammar; surrounding white space is not part of it.</param>
    /// <exception cref="FormatException">Not a quantity; the message is upstream's.</exception>
    public ResourceQuantity(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsCanonical(text)) { _text = text; return; }
        _amount = Read(text, out var error) ?? throw new FormatException(error);
        _text = _amount.Canonical();
    }

    /// <summary>The quantity 0.</summary>
    public static ResourceQuantity Zero { get; } = new("0", new Amount(BigInteger.Zero, Notation.DecimalSI));

    /// <summary>A whole number of units.</summary>
    /// <param name="units">The number.</param>
    public static ResourceQuantity FromUnits(long units) => FromNanos(units * Amount.NanosPerUnit, Notation.DecimalSI);

    /// <summary>A number of thousandths, as CPU is often counted.</summary>
    /// <param name="milli">The thousandths.</param>
    public static ResourceQuantity FromMilli(long milli) => FromNanos(new BigInteger(milli) * 1_000_000, Notation.DecimalSI);

    /// <summary>A whole number of bytes, written with binary suffixes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static ResourceQuantity FromBytes(long bytes) => FromNanos(bytes * Amount.NanosPerUnit, Notation.BinarySI);

    /// <summary>Reads a quantity without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="quantity">The quantity, or null when the text is none.</param>
    public static bool TryParse(string? text, out ResourceQuantity? quantity) => TryParse(text, out quantity, out _);

    /// <summary>The number of units, rounded away from zero to a whole one; clipped to the range of <see cref="long"/>.</summary>
    public long Value => Clip(Ceiling(Nanos, Amount.NanosPerUnit));

    /// <summary>The number of thousandths, rounded away from zero to a whole one; clipped to the range of <see cref="long"/>.</summary>
    public long MilliValue => Clip(Ceiling(Nanos, 1_000_000));

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Nanos.Sign;

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => Nanos.IsZero;

    /// <summary>A whole number of units, nothing left over.</summary>
    public bool IsInteger => (Nanos % Amount.NanosPerUnit).IsZero;

    /// <summary>The exact value.</summary>
    /// <exception cref="OverflowException">Beyond the range of <see cref="decimal"/>.</exception>
    public decimal ToDecimal()
    {
        var units = BigInteger.DivRem(Nanos, Amount.NanosPerUnit, out var rest);
        return (decimal)units + (decimal)rest / 1_000_000_000m;
    }

    /// <summary>The nearest floating-point number.</summary>
    public double ToDouble() => (double)Nanos / 1e9;

    /// <summary>The sum, in this quantity's notation; in the other's when this is 0, as upstream.</summary>
    /// <param name="other">The summand.</param>
    public ResourceQuantity Add(ResourceQuantity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return FromNanos(Nanos + other.Nanos, IsZero ? other.Parsed.Notation : Parsed.Notation);
    }

    /// <summary>The difference, in this quantity's notation; in the other's when this is 0, as upstream.</summary>
    /// <param name="other">The subtrahend.</param>
    public ResourceQuantity Subtract(ResourceQuantity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return FromNanos(Nanos - other.Nanos, IsZero ? other.Parsed.Notation : Parsed.Notation);
    }

    /// <summary>The quantity with its sign turned.</summary>
    public ResourceQuantity Negate() => FromNanos(-Nanos, Parsed.Notation);

    /// <inheritdoc/>
    public int CompareTo(ResourceQuantity? other) => other is null ? 1 : Nanos.CompareTo(other.Nanos);

    /// <inheritdoc/>
    public bool Equals(ResourceQuantity? other) => other is not null && (_text == other._text || Nanos == other.Nanos);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceQuantity);

    /// <inheritdoc/>
    public override int GetHashCode() => Nanos.GetHashCode();

    /// <summary>The canonical text.</summary>
    public override string ToString() => _text;

    /// <summary>Reads a quantity.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">Not a quantity.</exception>
    public static implicit operator ResourceQuantity(string text) => new(text);

    /// <summary>The sum.</summary>
    /// <param name="left">Its notation counts.</param>
    /// <param name="right">The summand.</param>
    public static ResourceQuantity operator +(ResourceQuantity left, ResourceQuantity right) => (left ?? throw new ArgumentNullException(nameof(left))).Add(right);

    /// <summary>The difference.</summary>
    /// <param name="left">Its notation counts.</param>
    /// <param name="right">The subtrahend.</param>
    public static ResourceQuantity operator -(ResourceQuantity left, ResourceQuantity right) => (left ?? throw new ArgumentNullException(nameof(left))).Subtract(right);

    /// <summary>The quantity with its sign turned.</summary>
    /// <param name="quantity">The quantity.</param>
    public static ResourceQuantity operator -(ResourceQuantity quantity) => (quantity ?? throw new ArgumentNullException(nameof(quantity))).Negate();

    /// <summary>Equal values.</summary>
    /// <param name="left">One quantity or null.</param>
    /// <param name="right">The other or null.</param>
    public static bool operator ==(ResourceQuantity? left, ResourceQuantity? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Different values.</summary>
    /// <param name="left">One quantity or null.</param>
    /// <param name="right">The other or null.</param>
    public static bool operator !=(ResourceQuantity? left, ResourceQuantity? right) => !(left == right);

    /// <summary>Less by value; null is less than all.</summary>
    /// <param name="left">One quantity or null.</param>
    /// <param name="right">The other or null.</param>
    public static bool operator <(ResourceQuantity? left, ResourceQuantity? right) => Compare(left, right) < 0;

    /// <summary>Greater by value; null is less than all.</summary>
    /// <param name="left">One quantity or null.</param>
    /// <param name="right">The other or null.</param>
    public static bool operator >(ResourceQuantity? left, ResourceQuantity? right) => Compare(left, right) > 0;

    /// <summary>Less or equal by value; null is less than all.</summary>
    /// <param name="left">One quantity or null.</param>
    /// <param name="right">The other or null.</param>
    public static bool operator <=(ResourceQuantity? left, ResourceQuantity? right) => Compare(left, right) <= 0;

    /// <summary>Greater or equal by value; null is less than all.</summary>
    /// <param name="left">One quantity or null.</param>
    /// <param name="right">The other or null.</param>
    public static bool operator >=(ResourceQuantity? left, ResourceQuantity? right) => Compare(left, right) >= 0;

    /// <summary>Reads a quantity without throwing, and tells upstream's words when it is none.</summary>
    internal static bool TryParse(string? text, out ResourceQuantity? quantity, out string? error)
    {
        quantity = null;
        error = null;
        if (text is null) { error = BadFormat; return false; }
        if (IsCanonical(text)) { quantity = new(text, (Amount?)null); return true; }
        if (Read(text, out error) is not { } amount) return false;
        quantity = new(amount.Canonical(), amount);
        return true;
    }

    private Amount Parsed => _amount ??= Read(_text, out _)!;

    private BigInteger Nanos => Parsed.Nanos;

    private static ResourceQuantity FromNanos(BigInteger nanos, Notation notation)
    {
        var amount = new Amount(nanos, notation);
        return new(amount.Canonical(), amount);
    }

    private static int Compare(ResourceQuantity? left, ResourceQuantity? right) => left is null ? (right is null ? 0 : -1) : left.CompareTo(right);

    private static BigInteger Ceiling(BigInteger nanos, BigInteger unit)
    {
        var whole = BigInteger.DivRem(nanos, unit, out var rest);
        return rest.IsZero ? whole : whole + rest.Sign;
    }

    private static long Clip(BigInteger value) => value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;

    // Most quantities on the wire are canonical already: small, no fraction, a usual suffix. Those are kept as they are and never computed.
    private static bool IsCanonical(string text)
    {
        var at = 0;
        var number = 0;
        while (at < text.Length && at < 9 && char.IsAsciiDigit(text[at])) number = number * 10 + (text[at++] - '0');
        if (at == 0 || text[0] == '0') return text.Length == 1 && at == 1;
        return text.AsSpan(at) switch
        {
            "" or "m" or "k" or "M" or "G" or "T" => number % 1000 != 0,
            "Ki" or "Mi" or "Gi" => number % 1024 != 0,
            _ => false,
        };
    }
}
