namespace Kube.Api.ManagedFields;

/// <summary>Carries ownership of the replica count between an object and its scale subresource.</summary>
public static class ScaleManagedFields
{
    private const string ScaleVersion = "autoscaling/v1";

    private static readonly FieldSet s_replicasInScale = FieldSet.Of("spec.replicas");

    /// <summary>The entries that a Scale shows: those that own the replica count, said in Scale's terms.</summary>
    /// <param name="parent">The object's entries.</param>
    /// <param name="replicas">For each version of the object where its replica count is (<c>apps/v1</c> → <c>spec.replicas</c>).</param>
    public static IReadOnlyList<ManagedFieldsEntry> ToScale(IReadOnlyList<ManagedFieldsEntry> parent, IReadOnlyDictionary<string, FieldSet> replicas)
    {
        var scale = new Managers();
        if (!Managers.TryRead(parent, areStored: false, out var managers)) return [];
        foreach (var manager in managers.All)
        {
            if (!replicas.TryGetValue(manager.ApiVersion, out var path) || manager.Fields.Intersection(path).IsEmpty) continue;
            var id = manager.Id with { UpdateVersion = manager.Applied ? "" : ScaleVersion };
            scale.Add(new Manager(id, ScaleVersion, s_replicasInScale, manager.Time, null));
        }
        return scale.ToEntries();
    }

    /// <summary>The object's entries after a write to its Scale.</summary>
    /// <param name="parent">The object's entries before.</param>
    /// <param name="scale">What <see cref="ManagedFieldsUpdater.Update"/> made of the Scale's entries.</param>
    /// <param name="apiVersion">The version of the object in the request.</param>
    /// <param name="replicas">As for <see cref="ToScale"/>.</param>
    /// <remarks>A manager new through scale has no time, as upstream.</remarks>
    public static IReadOnlyList<ManagedFieldsEntry> ToParent(
        IReadOnlyList<ManagedFieldsEntry> parent, IReadOnlyList<ManagedFieldsEntry> scale, string apiVersion, IReadOnlyDictionary<string, FieldSet> replicas)
    {
        if (!Managers.TryRead(parent, areStored: false, out var managers) || !Managers.TryRead(scale, areStored: false, out var scalers)) return parent;
        var result = new Managers();
        foreach (var manager in managers.All)
        {
            if (!replicas.TryGetValue(manager.ApiVersion, out var path)) continue;
            var inScale = manager.Id with { UpdateVersion = manager.Applied ? "" : ScaleVersion };
            if (manager.Fields.Intersection(path).IsEmpty)
            {
                result.Add(manager);
                continue;
            }
            if (scalers.Find(inScale) is not null) scalers.Remove(inScale);
            else manager.Own(manager.Fields.Difference(path));
            if (!manager.Fields.IsEmpty) result.Add(manager);
        }
        foreach (var scaler in scalers.All)
        {
            if (scaler.Fields.Intersection(s_replicasInScale).IsEmpty || !replicas.TryGetValue(apiVersion, out var path)) continue;
            var id = scaler.Id with { UpdateVersion = scaler.Applied ? "" : apiVersion };
            if (result.Find(id) is { } same) same.Own(same.Fields.Union(path));
            else result.Add(new Manager(id, apiVersion, path, managers.Find(id)?.Time, null));
        }
        return result.ToEntries();
    }
}
