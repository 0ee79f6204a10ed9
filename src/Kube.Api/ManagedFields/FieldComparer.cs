using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>One walk over two trees. Entries of the three sets wait on stacks until the object or list that holds them ends.</summary>
internal sealed class FieldComparer
{
    private static readonly TypeSchema s_undescribed = TypeSchema.Any.With(new SchemaTraits { PreservesUnknownFields = true });

    [ThreadStatic]
    private static FieldComparer? s_kept;

    private readonly FieldStack _added = new();
    private readonly FieldStack _modified = new();
    private readonly FieldStack _removed = new();
    private int _depth;
    private bool _isMetadata;

    public static FieldComparison Run(TreeObject before, TreeObject after, TypeSchema schema)
    {
        var comparer = s_kept ?? new();
        s_kept = null;
        var comparison = comparer.Compare(before, after, schema);
        // One that fails is not kept: something may lie on its stacks.
        s_kept = comparer;
        return comparison;
    }

    private FieldComparison Compare(TreeObject before, TreeObject after, TypeSchema schema)
    {
        _depth = 0;
        var outcome = Compare(before, after, schema, schema.MapTopology);
        return new FieldComparison(outcome.Added ?? FieldSet.Empty, outcome.Modified ?? FieldSet.Empty, outcome.Removed ?? FieldSet.Empty);
    }

    private Outcome Compare(TreeNode? before, TreeNode? after, TypeSchema schema, MapTopology topology)
    {
        if (ReferenceEquals(before, after) || (before is not null && after is not null && TreeNode.SameText(before, after))) return default;
        if (schema.Kind != SchemaKind.Any) return CompareAs(ShapeOf(schema.Kind), before, after, schema, topology);
        // Raw extensions and JSON values are owned whole; what a custom resource merely preserves is owned member by member.
        if (!schema.Traits.PreservesUnknownFields) return Leaf(before, after);

        // What is not described is what its value is; null may be anything and is tried as a map first.
        var (was, now) = (ShapeOf(before), ShapeOf(after));
        if (after is null) return CompareAs(was ?? Shape.Map, before, null, schema, topology);
        if (before is null || was == now) return CompareAs(now ?? Shape.Map, before, after, schema, topology);
        return CompareAs(was ?? Shape.Map, before, after, schema, topology).And(CompareAs(now ?? Shape.Map, before, after, schema, topology));
    }

    private Outcome CompareAs(Shape shape, TreeNode? before, TreeNode? after, TypeSchema schema, MapTopology topology)
    {
        switch (shape)
        {
            case Shape.Map when topology == MapTopology.Granular:
                var (oldMap, newMap) = (before as TreeObject, after as TreeObject);
                if ((oldMap?.Count ?? 0) + (newMap?.Count ?? 0) > 0) return Whole(before, after, CompareMembers(oldMap, newMap, schema));
                break;
            case Shape.List when schema.ListTopology != ListTopology.Atomic:
                var (oldList, newList) = (before as TreeArray, after as TreeArray);
                if ((oldList?.Count ?? 0) + (newList?.Count ?? 0) > 0) return Whole(before, after, CompareItems(oldList, newList, schema));
                break;
        }
        return Leaf(before, after);
    }

    private static Outcome Leaf(TreeNode? before, TreeNode? after) => new()
    {
        Self = before is null ? Change.Added : after is null ? Change.Removed : TreeNode.DeepEquals(before, after) ? Change.None : Change.Modified,
    };

    private static Outcome Whole(TreeNode? before, TreeNode? after, Outcome inside)
    {
        inside.Self = before is null ? Change.Added : after is null ? Change.Removed : Change.None;
        return inside;
    }

    private Outcome CompareMembers(TreeObject? before, TreeObject? after, TypeSchema schema)
    {
        var mark = Mark();
        _depth++;
        if (after is not null)
        {
            foreach (ref readonly var member in after.Members) CompareMember(before?[member.Utf8Name], member.Value, member, schema);
        }
        if (before is not null)
        {
            foreach (ref readonly var member in before.Members)
                if (after is null || after.IndexOf(member.Utf8Name) < 0) CompareMember(member.Value, null, member, schema);
        }
        _depth--;
        return Take(mark);
    }

    private void CompareMember(TreeNode? before, TreeNode? after, in TreeMember member, TypeSchema schema)
    {
        // Who owns what is not compared itself.
        if (_depth == 1) _isMetadata = member.Utf8Name.SequenceEqual("metadata"u8);
        else if (_depth == 2 && _isMetadata && member.Utf8Name.SequenceEqual("managedFields"u8)) return;
        var field = schema.Kind == SchemaKind.Object ? schema.FindField(member.Utf8Name) : null;
        var type = field?.Type ?? schema.Element ?? s_undescribed;
        var outcome = Compare(before, after, type, field?.MapTopology ?? type.MapTopology);
        if (!outcome.IsNothing) Push(PathElement.Field(member.Utf8NameMemory), outcome);
    }

    private Outcome CompareItems(TreeArray? before, TreeArray? after, TypeSchema schema)
    {
        var mark = Mark();
        var groups = new ItemGroups((before?.Count ?? 0) + (after?.Count ?? 0));
        if (before is not null)
            foreach (var item in before.Items) groups.AddOld(ListItems.ElementOf(item, schema), item);
        if (after is not null)
            foreach (var item in after.Items) groups.AddNew(ListItems.ElementOf(item, schema), item);
        var type = schema.Element!;
        foreach (var group in groups.All)
        {
            Outcome outcome;
            var (olds, news) = (group.Old.Count, group.New.Count);
            if (olds <= 1 && news <= 1)
                outcome = Compare(olds == 1 ? group.Old[0] : null, news == 1 ? group.New[0] : null, type, type.MapTopology);
            else if (olds >= 2 && news >= 2)
                outcome = new Outcome { Self = SameItems(group.Old, group.New) ? Change.None : Change.Modified };
            else if (olds >= 2)
            {
                // Were several with one key, which own only the key itself; now there is at most one, owned field by field.
                outcome = news == 0 ? default : Compare(null, group.New[0], type, type.MapTopology);
                outcome.Self |= Change.Removed;
            }
            else
            {
                outcome = olds == 0 ? default : Compare(group.Old[0], null, type, type.MapTopology);
                outcome.Self |= Change.Added;
            }
            if (!outcome.IsNothing) Push(group.Element, outcome);
        }
        return Take(mark);
    }

    private static bool SameItems(List<TreeNode> before, List<TreeNode> after)
    {
        if (before.Count != after.Count) return false;
        for (var i = 0; i < before.Count; i++)
            if (!TreeNode.DeepEquals(before[i], after[i])) return false;
        return true;
    }

    private void Push(PathElement element, in Outcome outcome)
    {
        _added.Push(element, (outcome.Self & Change.Added) != Change.None, outcome.Added);
        _modified.Push(element, (outcome.Self & Change.Modified) != Change.None, outcome.Modified);
        _removed.Push(element, (outcome.Self & Change.Removed) != Change.None, outcome.Removed);
    }

    private (int Added, int Modified, int Removed) Mark() => (_added.Count, _modified.Count, _removed.Count);

    private Outcome Take((int Added, int Modified, int Removed) mark) => new()
    {
        Added = _added.Take(mark.Added),
        Modified = _modified.Take(mark.Modified),
        Removed = _removed.Take(mark.Removed),
    };

    private static Shape ShapeOf(SchemaKind kind) => kind switch
    {
        SchemaKind.Object or SchemaKind.Map => Shape.Map,
        SchemaKind.List => Shape.List,
        _ => Shape.Scalar,
    };

    private static Shape? ShapeOf(TreeNode? node) => node switch
    {
        TreeObject => Shape.Map,
        TreeArray => Shape.List,
        null or TreeNull => null,
        _ => Shape.Scalar,
    };

    private enum Shape : byte
    {
        Map,
        List,
        Scalar,
    }

    [Flags]
    private enum Change : byte
    {
        None = 0,
        Added = 1,
        Modified = 2,
        Removed = 4,
    }

    /// <summary>What a comparison found: for the path itself, and for the paths below it.</summary>
    private struct Outcome
    {
        public Change Self;
        public FieldSet? Added;
        public FieldSet? Modified;
        public FieldSet? Removed;

        public readonly bool IsNothing => Self == Change.None && Added is null && Modified is null && Removed is null;

        public readonly Outcome And(in Outcome other) => new()
        {
            Self = Self | other.Self,
            Added = Join(Added, other.Added),
            Modified = Join(Modified, other.Modified),
            Removed = Join(Removed, other.Removed),
        };

        private static FieldSet? Join(FieldSet? left, FieldSet? right) => left is null ? right : right is null ? left : left.Union(right);
    }
}
