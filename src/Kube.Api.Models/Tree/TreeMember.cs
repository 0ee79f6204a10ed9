using System.Text;

namespace Kube.Api.Tree;

/// <summary>One member of an object.</summary>
public readonly struct TreeMember
{
    private readonly byte[] _source;
    private readonly int _offset;
    private readonly int _length;

    internal TreeMember(byte[] source, int offset, int length, TreeNode value) =>
        (_source, _offset, _length, Value) = (source, offset, length, value);

    /// <summary>Makes a member.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public TreeMember(string name, TreeNode value)
        : this(Encoding.UTF8.GetBytes(name), value)
    {
    }

    /// <summary>Makes a member.</summary>
    /// <param name="utf8Name">Its name in valid UTF-8; copied.</param>
    /// <param name="value">Its value.</param>
    public TreeMember(ReadOnlySpan<byte> utf8Name, TreeNode value)
        : this(utf8Name.ToArray(), value)
    {
    }

    private TreeMember(byte[] name, TreeNode value)
        : this(name, 0, name.Length, value)
    {
    }

    /// <summary>The name in UTF-8, unescaped.</summary>
    public ReadOnlySpan<byte> Utf8Name => new(_source, _offset, _length);

    /// <summary>The name in UTF-8, unescaped, in memory that may be kept.</summary>
    public ReadOnlyMemory<byte> Utf8NameMemory => new(_source, _offset, _length);

    /// <summary>The name; made anew at each call.</summary>
    public string Name => Encoding.UTF8.GetString(Utf8Name);

    /// <summary>The value.</summary>
    public TreeNode Value { get; }

    /// <summary>The same name with another value; shares the name.</summary>
    public TreeMember With(TreeNode value) => new(_source, _offset, _length, value);

    internal bool Named(ReadOnlySpan<byte> name) => _length == name.Length && Utf8Name.SequenceEqual(name);
}
