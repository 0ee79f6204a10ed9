using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Server-side apply as upstream's structured-merge-diff does it: merge the configuration over the object, take away what its applier no longer
/// says and nobody else owns, and see whom the result takes fields from.</summary>
internal sealed class ServerSideApply
{
    private const string BeforeFirstApply = "before-first-apply";

    private readonly ApplyRequest _request;
    private readonly TreeObject _live;
    private readonly Managers _managers;
    private readonly ManagerId _self;

    private ServerSideApply(ApplyRequest request)
    {
        _request = request;
        _live = ManagedFieldsUpdater.WithoutManagedFields(request.Live);
        _self = ManagerId.Of(request.Manager, ManagedFieldsEntry.ApplyOperation, request.ApiVersion, request.Subresource);
        var entries = ManagedFieldsEntry.ReadFrom(request.Live) ?? [];
        if (!Managers.TryRead(entries, areStored: false, out var managers)) throw new FormatException("failed to decode managed fields: error decoding managed fields");
        _managers = managers.IsEmpty ? FirstOwners() : managers;
    }

    /// <summary>Applies. The configuration must have passed <see cref="ApplyValidation"/>.</summary>
    /// <exception cref="FormatException">The object's own lists or managedFields cannot be read; the text is upstream's.</exception>
    public static ApplyOutcome Run(ApplyRequest request) => new ServerSideApply(request).Run();

    private ApplyOutcome Run()
    {
        var merged = TreeMerge.Over(_live, _request.Applied, _request.Schema);
        var last = _managers.Find(_self);
        var fields = AppliedFields.Of(_request.Applied, _request.Schema);
        if (_request.Reset is { } reset) fields = reset.Apply(fields);
        var own = new Manager(_self, _request.ApiVersion, fields, last?.Time, null);
        _managers.Remove(_self);
        _managers.Add(own);
        var result = last is null || last.Fields.IsEmpty ? merged : Prune(merged, last);

        var conflicts = TakeFromOthers(result);
        if (conflicts.Count > 0 && !_request.Force) return new(null, [], conflicts);

        own.Own(own.Fields.Difference(ManagedFieldsUpdater.Stripped));
        _managers.RemoveEmpty();
        var isSame = TreeNode.DeepEquals(_live, result);
        if (!isSame) own.Touch(ManagedFieldsUpdater.WholeSeconds(_request.Now));
        _managers.Cap();
        return new(isSame ? null : result, Entries(last, own), []);
    }

    /// <summary>Where nobody's fields were tracked, all that is there counts as somebody's.</summary>
    private Managers FirstOwners()
    {
        var entries = ManagedFieldsUpdater.Update(new()
        {
            Schema = _request.Schema,
            Current = _request.Empty,
            Proposed = _live,
            IsCreate = true,
            Manager = BeforeFirstApply,
            ApiVersion = _request.ApiVersion,
            Subresource = _request.Subresource,
            Now = _request.Now,
            Reset = _request.Reset,
        });
        return Managers.TryRead(entries, areStored: false, out var managers) ? managers : new();
    }

    private IReadOnlyList<ManagedFieldsEntry> Entries(Manager? last, Manager own)
    {
        // Text that says the same as before is not made again.
        if (last is not null && last.ApiVersion == own.ApiVersion && last.Time == own.Time && last.Fields.SetEquals(own.Fields))
        {
            _managers.Remove(_self);
            _managers.Add(last);
        }

        return _managers.ToEntries();
    }

    /// <summary>Removes what the manager applied last time, does not apply any more, and nobody else owns.</summary>
    private TreeObject Prune(TreeObject merged, Manager last)
    {
        if (!TryConvert(last.ApiVersion, merged, out var whole)) return merged;
        var schema = whole.Schema;
        var lastFields = TreePruning.WithNamedFields(last.Fields, schema);
        var pruned = TreePruning.Remove(whole.Value, lastFields, schema);

        // What others own, or this configuration still says, comes back: first in the version at hand, whose required fields conversions may need.
        var owned = _managers.All.GroupBy(manager => manager.ApiVersion)
            .OrderBy(group => group.Key != last.ApiVersion)
            .Select(group => (Version: group.Key, Fields: group.Aggregate(FieldSet.Empty, (all, manager) => all.Union(manager.Fields))));
        var (mergedThere, prunedThere) = (whole.Value, pruned);
        foreach (var (version, fields) in owned)
        {
            if (!TryConvert(version, mergedThere, out var mergedIn) || !TryConvert(version, prunedThere, out var prunedIn)) continue;
            var gone = Named(mergedIn.Value, mergedIn.Schema)
                .Difference(Named(prunedIn.Value, mergedIn.Schema).Union(TreePruning.WithNamedFields(fields, mergedIn.Schema)));
            mergedThere = mergedIn.Value;
            prunedThere = TreePruning.Remove(mergedThere, gone, mergedIn.Schema);
        }

        // And so does what nobody owns: only what the manager owned may go.
        if (!TryConvert(last.ApiVersion, prunedThere, out var left)) return merged;
        var removed = Named(whole.Value, schema).Difference(Named(left.Value, schema)).Intersection(lastFields);
        var result = TreePruning.Remove(whole.Value, removed, schema);
        return TryConvert(_request.ApiVersion, result, out var back) ? back.Value : merged;
    }

    private static FieldSet Named(TreeObject value, Schema.TypeSchema schema) => TreePruning.WithNamedFields(AppliedFields.Of(value, schema), schema);

    /// <summary>Everybody else loses what the result changes or drops.</summary>
    /// <returns>What they lose by other values.</returns>
    private List<FieldConflict> TakeFromOthers(TreeObject result)
    {
        var conflicts = new List<FieldConflict>();
        var comparisons = new Dictionary<string, FieldComparison?>();
        foreach (var manager in _managers.All.Where(manager => manager.Id != _self))
        {
            if (!comparisons.TryGetValue(manager.ApiVersion, out var comparison))
            {
                comparison = CompareIn(manager.ApiVersion, result);
                comparisons.Add(manager.ApiVersion, comparison);
            }

            if (comparison is null or { IsSame: true }) continue;
            var taken = manager.Fields.Intersection(comparison.Modified.Union(comparison.Added));
            if (!taken.IsEmpty) conflicts.Add(new(manager.Id, taken));
            manager.Own(manager.Fields.Difference(taken).Difference(comparison.Removed));
        }

        _managers.RemoveWhere(manager => comparisons.TryGetValue(manager.ApiVersion, out var comparison) && comparison is null);
        return conflicts;
    }

    private FieldComparison? CompareIn(string apiVersion, TreeObject result)
    {
        if (apiVersion == _request.ApiVersion) return FieldComparison.Of(_live, result, _request.Schema).Filter(_request.Reset);
        return TryConvert(apiVersion, _live, out var before) && TryConvert(apiVersion, result, out var after)
            ? FieldComparison.Of(before.Value, after.Value, before.Schema).Filter(before.Reset)
            : null;
    }

    private bool TryConvert(string apiVersion, TreeObject value, out Versioned converted)
    {
        converted = default;
        if (value.GetString("apiVersion"u8) is not { } from || from == apiVersion)
        {
            if (apiVersion == _request.ApiVersion)
            {
                converted = new(value, _request.Schema, _request.Reset);
                return true;
            }
        }

        if (_request.Versions is null || !_request.Versions.TryConvert(apiVersion, value, out var result, out var schema, out var reset)) return false;
        converted = new(result, schema, reset);
        return true;
    }

    private readonly record struct Versioned(TreeObject Value, Schema.TypeSchema Schema, FieldFilter? Reset);
}
