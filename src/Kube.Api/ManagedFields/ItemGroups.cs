using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>The items of an old and a new list by their path element, in the order in which the elements were first met.</summary>
internal sealed class ItemGroups(int capacity)
{
    // Up to this many groups a scan is cheaper than a sorted index.
    private const int ScanLimit = 8;

    private readonly List<ItemGroup> _groups = new(Math.Min(capacity, 64));
    private SortedDictionary<PathElement, ItemGroup>? _index;

    public IReadOnlyList<ItemGroup> All => _groups;

    public ItemGroup AddOld(PathElement element, TreeNode item)
    {
        var group = Find(element);
        group.Old.Add(item);
        return group;
    }

    public ItemGroup AddNew(PathElement element, TreeNode item)
    {
        var group = Find(element);
        group.New.Add(item);
        return group;
    }

    private ItemGroup Find(PathElement element)
    {
        if (_groups.Count <= ScanLimit)
        {
            foreach (var group in _groups)
                if (PathElement.Compare(group.Element, element) == 0) return group;
        }
        else
        {
            _index ??= MakeIndex();
            if (_index.TryGetValue(element, out var found)) return found;
        }
        var added = new ItemGroup(element);
        _groups.Add(added);
        _index?.Add(element, added);
        return added;
    }

    private SortedDictionary<PathElement, ItemGroup> MakeIndex()
    {
        var index = new SortedDictionary<PathElement, ItemGroup>(Comparer<PathElement>.Create(PathElement.Compare));
        foreach (var group in _groups) index.Add(group.Element, group);
        return index;
    }
}

/// <summary>All items of one path element; more than one only where a client has written duplicates.</summary>
internal sealed class ItemGroup(PathElement element)
{
    public PathElement Element { get; } = element;

    public List<TreeNode> Old { get; } = new(1);

    public List<TreeNode> New { get; } = new(1);
}
