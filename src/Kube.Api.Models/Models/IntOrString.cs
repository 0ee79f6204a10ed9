using System.Globalization;

namespace Kube.Api.Models;

/// <summary>A whole number or a string: a port by number or name, a count or a percentage. The default is the number 0.</summary>
public readonly struct IntOrString : IEquatable<IntOrString>
{
    private readonly string? _text;
    private readonly int _number;

    /// <summary>A number.</summary>
    /// <param name="number">The number.</param>
    public IntOrString(int number) => _number = number;

    /// <summary>A string.</summary>
    /// <param name="text">The string; may hold digits and stays a string.</param>
    public IntOrString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>Holds a string.</summary>
    public bool IsString => _text is not null;

    /// <summary>The number; 0 when this holds a string.</summary>
    public int Number => _number;

    /// <summary>The string; null when this holds a number.</summary>
    public string? Text => _text;

    /// <summary>The number, or the string read as one as upstream's <c>IntValue</c> does: 0 when it is none.</summary>
    public int IntValue => _text is null ? _number : int.TryParse(_text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;

    /// <summary>Wraps a number.</summary>
    /// <param name="number">The number.</param>
    public static implicit operator IntOrString(int number) => new(number);

    /// <summary>Wraps a string.</summary>
    /// <param name="text">The string.</param>
    public static implicit operator IntOrString(string text) => new(text);

    /// <summary>The same kind and value.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator ==(IntOrString left, IntOrString right) => left.Equals(right);

    /// <summary>Not the same kind or value.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator !=(IntOrString left, IntOrString right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(IntOrString other) => _number == other._number && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IntOrString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_number, _text);

    /// <summary>The number or the string as text.</summary>
    public override string ToString() => _text ?? _number.ToString(CultureInfo.InvariantCulture);
}
