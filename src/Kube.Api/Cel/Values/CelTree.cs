using System.Buffers.Text;
using System.Text;
using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Types;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Cel.Values;

/// <summary>JSON trees as values, and back. Nothing is converted before it is looked at.</summary>
internal static class CelTree
{
    /// <summary>A tree as a value of a type; of <c>dyn</c>, as it looks: numbers without a fraction are ints.</summary>
    public static CelValue Read(TreeNode? node, CelType type) => node switch
    {
        null or TreeNull => CelNull.Instance,
        TreeBool flag => CelBool.Of(flag.Value),
        TreeNumber number => ReadNumber(number, type),
        TreeString text => ReadString(text, type),
        TreeArray list when type is CelSchemaListType { Topology: not ListTopology.Atomic } keyed => new CelKeyedList(new CelTreeList(list, keyed.Item), keyed),
        TreeArray list => new CelTreeList(list, type.Kind == CelTypeKind.List ? type.Item : CelType.Dyn),
        TreeObject map when type is CelObjectType known => new CelTreeObject(map, known),
        TreeObject map => new CelTreeMap(map, type.Kind == CelTypeKind.Map ? type.Value : CelType.Dyn),
        _ => CelNull.Instance,
    };

    /// <summary>A value as a tree; null when it has no JSON form.</summary>
    public static TreeNode? Write(CelValue value) => value switch
    {
        CelNull => TreeNode.Parse("null"),
        CelBool flag => TreeNode.Parse(flag.Value ? "true" : "false"),
        CelInt number => TreeNumber.Of(number.Value),
        CelUint number => TreeNode.Parse(number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        CelDouble number => TreeNumber.Of(number.Value),
        CelString text => TreeString.Of(text.Value),
        CelBytes bytes => TreeString.Of(Convert.ToBase64String(bytes.Value.Span)),
        CelTimestamp or CelDuration => TreeString.Of(CelText.Of(value)),
        CelTreeList list => list.Tree,
        CelKeyedList list => Write(list.Items),
        CelTreeMap map => map.Tree,
        CelTreeObject map => map.Tree,
        CelList list => WriteList(list),
        CelMap map => WriteMap(map),
        _ => null,
    };

    private static TreeArray? WriteList(CelList list)
    {
        var items = new TreeNode[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            if (Write(list[i]) is not { } item) return null;
            items[i] = item;
        }
        return TreeArray.Of(items);
    }

    private static TreeObject? WriteMap(CelMap map)
    {
        var members = new List<TreeMember>();
        foreach (var key in map.Keys)
        {
            if (key is not CelString name || Write(map.Find(key)!) is not { } value) return null;
            members.Add(new TreeMember(name.Value, value));
        }
        return TreeObject.Of([.. members]);
    }

    private static CelNumber ReadNumber(TreeNumber number, CelType type) =>
        type.Kind != CelTypeKind.Double && number.TryGetInt64(out var whole) ? CelInt.Of(whole) : new CelDouble(number.ToDouble());

    private static CelValue ReadString(TreeString text, CelType type)
    {
        switch (type.Kind)
        {
            case CelTypeKind.Bytes:
                var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Utf8.Length)];
                return Base64.DecodeFromUtf8(text.Utf8, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
                    ? new CelBytes(bytes[..written])
                    : CelError.Conversion(CelString.Of(text.Value), type);
            case CelTypeKind.Timestamp:
                return CelTimes.ParseTimestamp(CelString.Of(text.Value));
            case CelTypeKind.Duration:
                return CelTimes.ParseDuration(CelString.Of(text.Value));
            default:
                return CelString.Of(text.Value);
        }
    }
}

internal sealed class CelTreeList(TreeArray tree, CelType item) : CelList
{
    private readonly CelValue?[] _items = new CelValue?[tree.Count];

    public TreeArray Tree => tree;

    public override int Count => tree.Count;

    public override CelValue this[int index] => _items[index] ??= CelTree.Read(tree[index], item);
}

internal sealed class CelTreeMap(TreeObject tree, CelType value) : CelMap
{
    public TreeObject Tree => tree;

    public override int Count => tree.Count;

    public override IEnumerable<CelValue> Keys
    {
        get
        {
            for (var i = 0; i < tree.Count; i++) yield return CelString.Of(tree.Members[i].Name);
        }
    }

    public override CelValue? Find(CelValue key) =>
        key is CelString name && tree[Encoding.UTF8.GetBytes(name.Value)] is { } found ? CelTree.Read(found, value) : null;
}

internal sealed class CelTreeObject(TreeObject tree, CelObjectType type) : CelValue
{
    public TreeObject Tree => tree;

    public override CelType Type => type;

    public override long Size => tree.Count;

    public override CelValue Select(string field)
    {
        if (type.FindField(field) is not { } known) return new CelError($"no such field '{field}'");
        return tree[known.Property] is { } found ? CelTree.Read(found, known.Type) : CelError.NoSuchKey(field);
    }

    public override CelValue Has(string field) => type.FindField(field) is { } known
        ? CelBool.Of(tree[known.Property] is not null)
        : new CelError($"no such field '{field}'");

    public override bool EqualTo(CelValue other)
    {
        if (other is not CelTreeObject that || that.Tree.Count != tree.Count) return false;
        foreach (var member in tree.Members)
        {
            if (that.Tree[member.Utf8Name] is not { } value) return false;
            var fieldType = FieldType(member.Name);
            if (!CelTree.Read(member.Value, fieldType).EqualTo(CelTree.Read(value, fieldType))) return false;
        }
        return true;
    }

    private CelType FieldType(string property) => type.FindField(CelNames.Escape(property))?.Type ?? CelType.Dyn;
}
