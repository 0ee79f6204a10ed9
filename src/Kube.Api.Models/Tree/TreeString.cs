using System.Text;
using Kube.Shared.Text;

namespace Kube.Api.Tree;

/// <summary>A string. Always valid UTF-8: what was not in the source reads as U+FFFD, as in Go.</summary>
public sealed class TreeString : TreeNode
{
    private readonly byte[] _source;
    private readonly int _offset;
    private readonly int _length;

    internal TreeString(byte[] source, int offset, int length) => (_source, _offset, _length) = (source, offset, length);

    /// <summary>The empty string.</summary>
    public static TreeString Empty { get; } = new([], 0, 0);

    /// <summary>The value in UTF-8, unescaped.</summary>
    public ReadOnlySpan<byte> Utf8 => new(_source, _offset, _length);

    /// <summary>The value in UTF-8, unescaped, in memory that may be kept.</summary>
    public ReadOnlyMemory<byte> Utf8Memory => new(_source, _offset, _length);

    /// <summary>The value; made at each call, but for short texts that came before.</summary>
    public string Value => Ascii.IsValid(Utf8) ? CommonStrings.Of(Utf8) : Encoding.UTF8.GetString(Utf8);

    /// <inheritdoc/>
    public override TreeKind Kind => TreeKind.String;

    /// <summary>Makes a node of a string; lone surrogates become U+FFFD.</summary>
    public static TreeString Of(string value)
    {
        if (value.Length == 0) return Empty;
        var utf8 = Encoding.UTF8.GetBytes(value);
        return new TreeString(utf8, 0, utf8.Length);
    }

    /// <summary>Makes a node of UTF-8 bytes, copied; what is not valid UTF-8 becomes U+FFFD.</summary>
    public static TreeString Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return Empty;
        var valid = System.Text.Unicode.Utf8.IsValid(utf8) ? utf8.ToArray() : TreeParser.Repair(utf8);
        return new TreeString(valid, 0, valid.Length);
    }

    internal override void Write(ref TreeOutput output) => output.WriteString(Utf8);

    private protected override bool EqualsSameKind(TreeNode other) => Utf8.SequenceEqual(((TreeString)other).Utf8);
}
