using Kube.Api.Cel.Types;
using Kube.Api.Schema;

namespace Kube.Api.Cel.Values;

/// <summary>A list of type <c>set</c> or <c>map</c>: its order does not count, and joining puts an item of the right side in the place of its equal on the left.</summary>
internal sealed class CelKeyedList(CelList items, CelSchemaListType type) : CelList
{
    public override int Count => items.Count;

    public override CelValue this[int index] => items[index];

    /// <summary>What the items are kept in.</summary>
    public CelList Items => items;

    public override CelValue Concat(CelList other)
    {
        var merged = new List<CelValue>(items.ToArray());
        for (var i = 0; i < other.Count; i++)
        {
            var place = merged.FindIndex(item => SameKey(item, other[i]));
            if (place < 0) merged.Add(other[i]);
            else if (type.Topology == ListTopology.Map) merged[place] = other[i];
        }
        return new CelKeyedList(new CelItems([.. merged]), type);
    }

    public override bool EqualTo(CelValue other)
    {
        if (other is not CelList that || that.Count != Count) return false;
        for (var i = 0; i < Count; i++)
        {
            var found = false;
            for (var j = 0; j < that.Count && !found; j++) found = SameKey(this[i], that[j]) && this[i].EqualTo(that[j]);
            if (!found) return false;
        }
        return true;
    }

    private bool SameKey(CelValue left, CelValue right)
    {
        if (type.Topology == ListTopology.Set) return left.EqualTo(right);
        foreach (var key in type.Keys)
        {
            var name = CelNames.Escape(key);
            var (one, two) = (left.Select(name), right.Select(name));
            if (one is CelError ? two is not CelError : !one.EqualTo(two)) return false;
        }
        return true;
    }
}
