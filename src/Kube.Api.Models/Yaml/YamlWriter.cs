using System.Globalization;
using System.Text;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.Yaml;

/// <summary>Writes a JSON tree in block style as go-yaml's emitter does: two blanks per level, lists not indented in their mapping,
/// long lines folded at a blank behind column 80.</summary>
internal sealed class YamlWriter
{
    private readonly StringBuilder _text = new();
    private int _column;

    public override string ToString() => _text.ToString();

    public void Document(ReadOnlyMemory<byte> json)
    {
        TreeNode tree;
        try
        {
            tree = TreeNode.Parse(json);
        }
        catch (TreeFormatException error)
        {
            throw new ModelFormatException(error.Message);
        }
        switch (tree)
        {
            case TreeObject { Count: > 0 } mapping: Mapping(mapping, 0, indentFirst: false); break;
            case TreeArray { Count: > 0 } list: List(list, 0, indentFirst: false); break;
            default: Scalar(tree, 0); EndLine(); break;
        }
    }

    private void Mapping(TreeObject mapping, int indent, bool indentFirst)
    {
        var members = mapping.Members.ToArray().Select(member => (Key: member.Name, member.Value)).OrderBy(member => member.Key, YamlKeyOrder.Instance);
        foreach (var (key, value) in members)
        {
            if (indentFirst) Indent(indent);
            indentFirst = true;
            YamlScalarWriter.Write(this, key, indent, isKey: true);
            Put(':');
            switch (value)
            {
                case TreeObject { Count: > 0 } inner: Break(); Mapping(inner, indent + 2, indentFirst: true); break;
                case TreeArray { Count: > 0 } list: Break(); List(list, indent, indentFirst: true); break;
                default: Put(' '); Scalar(value, indent); EndLine(); break;
            }
        }
    }

    private void List(TreeArray list, int indent, bool indentFirst)
    {
        foreach (var item in list.Items)
        {
            if (indentFirst) Indent(indent);
            indentFirst = true;
            Put('-');
            Put(' ');
            switch (item)
            {
                case TreeObject { Count: > 0 } inner: Mapping(inner, indent + 2, indentFirst: false); break;
                case TreeArray { Count: > 0 } inner: List(inner, indent + 2, indentFirst: false); break;
                default: Scalar(item, indent); EndLine(); break;
            }
        }
    }

    private void Scalar(TreeNode value, int indent)
    {
        switch (value)
        {
            case TreeObject: Put("{}"); break;
            case TreeArray: Put("[]"); break;
            case TreeString text: YamlScalarWriter.Write(this, text.Value, indent, isKey: false); break;
            case TreeNumber number: Put(YamlScalarWriter.Number(number)); break;
            case TreeBool flag: Put(flag.Value ? "true" : "false"); break;
            default: Put("null"); break;
        }
    }

    public int Column => _column;

    public void Put(char c)
    {
        _text.Append(c);
        _column++;
    }

    public void Put(string text)
    {
        _text.Append(text);
        _column += text.Length;
    }

    public void PutRune(Rune rune)
    {
        _text.Append(rune.ToString());
        _column++;
    }

    public void Break()
    {
        _text.Append('\n');
        _column = 0;
    }

    // A block scalar has ended its last line itself.
    private void EndLine()
    {
        if (_column > 0) Break();
    }

    public void Indent(int indent)
    {
        if (_column > 0) Break();
        _text.Append(' ', indent);
        _column = indent;
    }
}
