using Kube.Api.Models;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Packs endpoints into slices, touching as few as it can: an endpoint stays where it is, room in slices that change anyway is filled first, then a slice that
/// all the rest fits into best, then new ones.</summary>
/// <param name="fresh">Makes an empty slice of an address family with everything that the owner's slices have in common.</param>
/// <param name="most">Most endpoints of a slice.</param>
internal sealed class SlicePacker(Func<string, V1EndpointSlice> fresh, int most)
{
    /// <summary>Most endpoints that a slice gets.</summary>
    public const int DefaultMost = 100;

    private readonly List<V1EndpointSlice> _create = [];
    private readonly List<V1EndpointSlice> _update = [];
    private readonly List<V1EndpointSlice> _delete = [];

    /// <summary>Decides. To be called once.</summary>
    /// <param name="existing">The slices there are, of this owner.</param>
    /// <param name="groups">What there is to pack.</param>
    /// <param name="families">The address families wanted: each has a slice even with nothing to put in it.</param>
    public SlicePlan Pack(IReadOnlyList<V1EndpointSlice> existing, IReadOnlyList<SliceGroup> groups, IReadOnlyList<string> families)
    {
        var byKey = existing.Where(slice => families.Contains(slice.AddressType))
            .GroupBy(slice => SliceGroup.Key(slice.AddressType, slice.Ports))
            .ToDictionary(slices => slices.Key, slices => slices.ToList());
        _delete.AddRange(existing.Where(slice => !families.Contains(slice.AddressType)));
        foreach (var group in groups)
        {
            byKey.Remove(SliceGroup.Key(group.AddressType, group.Ports), out var slices);
            PackGroup(slices ?? [], group);
        }

        foreach (var slices in byKey.Values) _delete.AddRange(slices);
        foreach (var family in families) KeepOne(family, existing);
        ReuseDeleted();
        return new(_create, _update, _delete);
    }

    /// <summary>What every slice of an owner says in its labels; those of others are not kept.</summary>
    public static bool SameLabels(V1EndpointSlice slice, V1EndpointSlice pattern) =>
        (slice.Metadata.Labels ?? []).Count == (pattern.Metadata.Labels ?? []).Count
        && (slice.Metadata.Labels ?? []).All(pair => pattern.Metadata.Labels?.GetValueOrDefault(pair.Key) == pair.Value);

    private void PackGroup(List<V1EndpointSlice> slices, SliceGroup group)
    {
        // By address, in the order given; what is found in a slice is taken out.
        var rest = new OrderedDictionary<string, V1Endpoint>();
        foreach (var endpoint in group.Endpoints) rest.TryAdd(Identity(endpoint), endpoint);

        var changed = new List<V1EndpointSlice>();
        var unchanged = new List<V1EndpointSlice>();
        foreach (var slice in slices) Keep(slice, rest, changed, unchanged);

        foreach (var slice in changed.OrderByDescending(slice => slice.Endpoints!.Count)) Fill(slice, rest);
        while (rest.Count > 0)
        {
            if (rest.Count < most && BestFit(unchanged, rest.Count) is { } best)
            {
                unchanged.Remove(best);
                var copy = Renew(best);
                Fill(copy, rest);
                changed.Add(copy);
                continue;
            }

            var made = fresh(group.AddressType);
            made.Ports = group.Ports;
            made.Endpoints = [];
            Fill(made, rest);
            _create.Add(made);
        }

        _update.AddRange(changed);
    }

    private void Keep(V1EndpointSlice slice, OrderedDictionary<string, V1Endpoint> rest, List<V1EndpointSlice> changed, List<V1EndpointSlice> unchanged)
    {
        var kept = new List<V1Endpoint>();
        var differs = false;
        foreach (var endpoint in slice.Endpoints ?? [])
        {
            if (!rest.Remove(Identity(endpoint), out var wanted)) continue;
            kept.Add(wanted);
            differs |= !wanted.SemanticEquals(endpoint);
        }

        if (kept.Count == 0 && (slice.Endpoints ?? []).Count > 0)
        {
            _delete.Add(slice);
        }
        else if (differs || kept.Count != (slice.Endpoints ?? []).Count || !SameLabels(slice, fresh(slice.AddressType)))
        {
            var copy = Renew(slice);
            copy.Endpoints = kept;
            changed.Add(copy);
        }
        else
        {
            unchanged.Add(slice);
        }
    }

    private V1EndpointSlice Renew(V1EndpointSlice slice)
    {
        var copy = slice.DeepClone();
        copy.Metadata.Labels = fresh(slice.AddressType).Metadata.Labels;
        copy.Endpoints ??= [];
        return copy;
    }

    private void Fill(V1EndpointSlice slice, OrderedDictionary<string, V1Endpoint> rest)
    {
        while (rest.Count > 0 && slice.Endpoints!.Count < most)
        {
            slice.Endpoints.Add(rest.GetAt(0).Value);
            rest.RemoveAt(0);
        }
    }

    private V1EndpointSlice? BestFit(List<V1EndpointSlice> slices, int count)
    {
        V1EndpointSlice? best = null;
        var least = most;
        foreach (var slice in slices)
        {
            var room = most - count - (slice.Endpoints ?? []).Count;
            if (room < 0 || room >= least) continue;
            least = room;
            best = slice;
        }

        return best;
    }

    // A family with nothing in it has one empty slice without ports, which says that there is nothing.
    private void KeepOne(string family, IReadOnlyList<V1EndpointSlice> existing)
    {
        var lives = existing.Count(slice => slice.AddressType == family && !_delete.Contains(slice));
        if (lives > 0 || _create.Exists(slice => slice.AddressType == family)) return;
        var placeholder = _delete.Find(slice => slice.AddressType == family && slice.Ports is null or [] && slice.Endpoints is null or []);
        if (placeholder is not null && SameLabels(placeholder, fresh(family)))
        {
            _delete.Remove(placeholder);
            return;
        }

        var made = fresh(family);
        made.Ports = [];
        made.Endpoints = [];
        _create.Add(made);
    }

    // A slice to be created takes the place of one to be deleted: one write instead of two, and no moment without either.
    private void ReuseDeleted()
    {
        for (var i = _delete.Count - 1; i >= 0 && _create.Count > 0; i--)
        {
            var index = _create.FindLastIndex(slice => slice.AddressType == _delete[i].AddressType);
            if (index < 0) continue;
            var copy = _delete[i].DeepClone();
            copy.Metadata.Labels = _create[index].Metadata.Labels;
            copy.Ports = _create[index].Ports;
            copy.Endpoints = _create[index].Endpoints;
            _update.Add(copy);
            _create.RemoveAt(index);
            _delete.RemoveAt(i);
        }
    }

    private static string Identity(V1Endpoint endpoint) => $"{string.Join(',', endpoint.Addresses)}/{endpoint.Hostname}/{endpoint.TargetRef?.Uid}/{endpoint.NodeName}";
}
