namespace Kube.Node.Nftables;

/// <summary>What the table of one family holds, entry by entry, and who wants it. Turns what changes into the fewest changes of the table. Used by one loop.</summary>
/// <typeparam name="TOwner">Who wants entries.</typeparam>
/// <param name="keepsChains">Whether chains that nothing leads to any more stay, because the next owner is likely to need them again.</param>
internal sealed class TableState<TOwner>(bool keepsChains)
    where TOwner : notnull
{
    private readonly Dictionary<TOwner, Dictionary<EntryKey, EntryValue>> _owners = [];
    private readonly Dictionary<EntryKey, Held> _entries = [];
    private readonly Dictionary<NftChain, int> _chains = [];

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Makes the table agree with what owners want now.</summary>
    /// <param name="wanted">All that each of them wants.</param>
    /// <param name="batch">Takes the changes.</param>
    /// <returns>Those who did not get all, because somebody else has an entry in another way: who came first keeps it.</returns>
    public IReadOnlyList<TOwner> Apply(IReadOnlyList<(TOwner Owner, Dictionary<EntryKey, EntryValue> Entries)> wanted, NftBatch batch)
    {
        var removed = new Dictionary<EntryKey, EntryValue>();
        foreach (var (owner, entries) in wanted) Release(owner, entries, removed);
        var added = new Dictionary<EntryKey, EntryValue>();
        var refused = wanted.Where(want => !Take(want.Owner, want.Entries, added)).Select(want => want.Owner).ToList();

        // What goes and comes back as it was, because its owner changed, stays.
        foreach (var (key, value) in removed.Where(entry => added.TryGetValue(entry.Key, out var again) && again.Equals(entry.Value)).ToList())
        {
            removed.Remove(key);
            added.Remove(key);
        }

        Write(removed, added, batch);
        return refused;
    }

    /// <summary>Writes all of it, for a table that was made anew.</summary>
    public void WriteAll(NftBatch batch)
    {
        _chains.Clear();
        Write([], _entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value), batch);
    }

    private void Release(TOwner owner, Dictionary<EntryKey, EntryValue> wanted, Dictionary<EntryKey, EntryValue> removed)
    {
        if (!_owners.TryGetValue(owner, out var had)) return;
        foreach (var (key, value) in had)
        {
            if (wanted.TryGetValue(key, out var again) && again.Equals(value)) continue;
            had.Remove(key);
            var held = _entries[key];
            if (held.Count > 1)
            {
                _entries[key] = held with { Count = held.Count - 1 };
                continue;
            }

            _entries.Remove(key);
            removed[key] = value;
        }

        if (had.Count == 0) _owners.Remove(owner);
    }

    private bool Take(TOwner owner, Dictionary<EntryKey, EntryValue> wanted, Dictionary<EntryKey, EntryValue> added)
    {
        if (wanted.Count == 0) return true;
        if (!_owners.TryGetValue(owner, out var has)) _owners[owner] = has = new(wanted.Count);
        var complete = true;
        foreach (var (key, value) in wanted)
        {
            if (has.ContainsKey(key)) continue;
            if (_entries.TryGetValue(key, out var held))
            {
                if (!held.Value.Equals(value))
                {
                    complete = false;
                    continue;
                }

                _entries[key] = held with { Count = held.Count + 1 };
            }
            else
            {
                _entries[key] = new(value, 1);
                added[key] = value;
            }

            has[key] = value;
        }

        return complete;
    }

    private void Write(Dictionary<EntryKey, EntryValue> removed, Dictionary<EntryKey, EntryValue> added, NftBatch batch)
    {
        foreach (var value in added.Values)
        {
            if (value.Chain is not { } chain) continue;
            if (_chains.TryGetValue(chain, out var count)) _chains[chain] = count + 1;
            else
            {
                _chains[chain] = 1;
                chain.Build(batch);
            }
        }

        foreach (var set in removed.GroupBy(entry => entry.Key.Set))
            foreach (var (key, value) in set) batch.DeleteElement(set.Key, ElementOf(key, value));
        foreach (var set in added.GroupBy(entry => entry.Key.Set))
            foreach (var (key, value) in set) batch.AddElement(set.Key, ElementOf(key, value));
        if (!keepsChains) RemoveChains(removed, batch);
    }

    private void RemoveChains(Dictionary<EntryKey, EntryValue> removed, NftBatch batch)
    {
        foreach (var value in removed.Values)
        {
            if (value.Chain is not { } chain || --_chains[chain] > 0) continue;
            _chains.Remove(chain);
            chain.Remove(batch);
        }
    }

    private static NftElement ElementOf(EntryKey key, EntryValue value)
    {
        if (value.IsRange) return new NftElement(key.Bytes) { KeyEnd = value.Data };
        if (value.Chain is { } chain) return new NftElement(key.Bytes) { Chain = chain.Name };
        return new NftElement(key.Bytes) { Verdict = value.Verdict, Data = value.Data };
    }

    private readonly record struct Held(EntryValue Value, int Count);
}
