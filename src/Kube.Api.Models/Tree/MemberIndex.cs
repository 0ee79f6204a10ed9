namespace Kube.Api.Tree;

/// <summary>Finds a member of a large object by name. The hash has a per-process seed, so no sender can choose names that collide.</summary>
internal sealed class MemberIndex
{
    /// <summary>Up to this many members a scan is faster than a table.</summary>
    public const int Threshold = 12;

    private readonly int[] _slots;

    private MemberIndex(int[] slots) => _slots = slots;

    public static MemberIndex Of(ReadOnlySpan<TreeMember> members)
    {
        var slots = new int[Size(members.Length)];
        for (var i = 0; i < members.Length; i++) slots[Slot(slots, members, members[i].Utf8Name)] = i + 1;
        return new MemberIndex(slots);
    }

    /// <summary>Drops every member but the last of each name, in place: the value moves to the first one's position, as in a Go map.</summary>
    /// <returns>How many are left.</returns>
    public static int RemoveDuplicates(Span<TreeMember> members)
    {
        var slots = new int[Size(members.Length)];
        var count = 0;
        foreach (var member in members)
        {
            var slot = Slot(slots, members[..count], member.Utf8Name);
            if (slots[slot] != 0)
            {
                members[slots[slot] - 1] = member;
                continue;
            }
            members[count++] = member;
            slots[slot] = count;
        }
        return count;
    }

    public int Find(ReadOnlySpan<TreeMember> members, ReadOnlySpan<byte> name) => _slots[Slot(_slots, members, name)] - 1;

    private static int Slot(int[] slots, ReadOnlySpan<TreeMember> members, ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.AddBytes(name);
        var mask = slots.Length - 1;
        var slot = hash.ToHashCode() & mask;
        while (slots[slot] != 0 && !members[slots[slot] - 1].Named(name)) slot = (slot + 1) & mask;
        return slot;
    }

    private static int Size(int count) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count * 2 + 1);
}
