using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Merges the items of two lists by their keys. They come in the order of the configuration; items that only the object has keep their place
/// among those around them.</summary>
internal sealed class ListMerge
{
    private readonly TypedPlace _item;
    private readonly TreeArray _live;
    private readonly ItemGroup[] _there;
    private readonly ItemGroup[] _wanted;
    private readonly Queue<ItemGroup> _shared;
    private readonly HashSet<ItemGroup> _done = [];
    private readonly List<TreeNode> _merged = [];

    private ListMerge(TreeArray live, TreeArray applied, TypedPlace place)
    {
        var groups = new ItemGroups(live.Count + applied.Count);
        _item = place.Item;
        _live = live;
        _wanted = new ItemGroup[applied.Count];
        for (var i = 0; i < _wanted.Length; i++) _wanted[i] = groups.AddNew(ListItems.ElementOf(applied[i], place.Type), applied[i]);
        _there = new ItemGroup[live.Count];
        for (var i = 0; i < _there.Length; i++) _there[i] = groups.AddOld(ListItems.ElementOf(live[i], place.Type), live[i]);
        _shared = new(_wanted.Where(group => group.Old.Count > 0));
    }

    /// <exception cref="FormatException">An item cannot be named.</exception>
    public static TreeArray Of(TreeArray live, TreeArray applied, TypedPlace place) => new ListMerge(live, applied, place).Run();

    private TreeArray Run()
    {
        var (left, right) = (0, 0);
        while (left < _there.Length || right < _wanted.Length)
        {
            if (left < _there.Length && right < _wanted.Length)
            {
                var group = _there[left];
                if (group == _wanted[right])
                {
                    Take(group);
                    left++;
                    right++;
                    _shared.TryDequeue(out _);
                    continue;
                }

                if (group.New.Count > 0 && _shared.TryPeek(out var next) && next != group)
                {
                    // The configuration has it, but further on.
                    left++;
                    continue;
                }
            }

            if (left < _there.Length)
            {
                var group = _there[left];
                if (group.New.Count == 0)
                {
                    _merged.Add(_live[left++]);
                    continue;
                }

                if (_done.Contains(group)) left++;
            }

            if (right >= _wanted.Length) continue;
            var wanted = _wanted[right++];
            Take(wanted);
            if (_shared.TryPeek(out var shared) && shared == wanted) _shared.Dequeue();
        }

        return TreeArray.Of([.. _merged]);
    }

    private void Take(ItemGroup group)
    {
        _done.Add(group);
        // Several live items with one key make way for the one that is wanted.
        _merged.Add(group.Old.Count == 1 ? TreeMerge.Merge(group.Old[0], group.New[0], _item) : group.New[0]);
    }
}
