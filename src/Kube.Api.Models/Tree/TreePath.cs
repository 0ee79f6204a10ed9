using System.Text;

namespace Kube.Api.Tree;

/// <summary>Where a parser is, in upstream's form: <c>spec.containers[0].name</c>.</summary>
internal sealed class TreePath
{
    private readonly StringBuilder _text = new();
    private readonly Stack<int> _lengths = new();

    public void EnterName(ReadOnlySpan<byte> name)
    {
        _lengths.Push(_text.Length);
        if (_text.Length > 0) _text.Append('.');
        _text.Append(Encoding.UTF8.GetString(name));
    }

    public void EnterIndex(int index)
    {
        _lengths.Push(_text.Length);
        _text.Append('[').Append(index).Append(']');
    }

    public void Leave() => _text.Length = _lengths.Pop();

    public override string ToString() => _text.ToString();
}
