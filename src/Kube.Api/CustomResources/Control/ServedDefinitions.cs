using System.Diagnostics.CodeAnalysis;
using Kube.Api.Catalog;
using Kube.Api.CustomResources.Conversion;
using Kube.Api.Watch;

namespace Kube.Api.CustomResources.Control;

/// <summary>Puts what is defined into the catalog. Used by the controller's loop alone.</summary>
internal sealed class ServedDefinitions(ResourceCatalog catalog, WatchHub hub, IEnumerable<ISchemaRuleCompiler> compilers, WebhookConverters converters)
{
    private static readonly GroupVersionResource s_definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private readonly ISchemaRuleCompiler? _compiler = compilers.FirstOrDefault();
    private Dictionary<string, Served> _served = [];

    public bool TryFindDefinitions([NotNullWhen(true)] out ResourceDefinition? resource) => catalog.Current.TryFind(s_definitions, out resource);

    /// <summary>What a definition has in the catalog; empty when it is not served.</summary>
    public IReadOnlyList<ResourceDefinition> Find(string definition) => Volatile.Read(ref _served).GetValueOrDefault(definition)?.Definitions ?? [];

    /// <summary>Makes the catalog fit the definitions. Those that have not changed keep what they have: requests and watches of theirs notice nothing.</summary>
    public void Serve(IReadOnlyList<DefinitionEntry> entries)
    {
        var now = new Dictionary<string, Served>();
        var changed = false;
        foreach (var entry in entries)
        {
            if (!entry.IsEstablished) continue;
            var known = _served.GetValueOrDefault(entry.Name);
            if (known?.Form == entry.Form)
            {
                now[entry.Name] = known;
                continue;
            }

            changed = true;
            var identity = known is not null && known.Uid == entry.Head.Metadata.Uid ? known.Identity : new object();
            now[entry.Name] = new Served(entry.Head.Metadata.Uid!, entry.Form, identity, CustomDefinitions.Make(entry, identity, _compiler, converters.Make(entry.Head.Spec.Conversion)));
        }

        if (!changed && now.Count == _served.Count) return;
        var before = _served;
        Volatile.Write(ref _served, now);
        catalog.Define(now.Values.SelectMany(static one => one.Definitions));
        foreach (var (name, old) in before)
        {
            if (now.GetValueOrDefault(name) is { } same && ReferenceEquals(same, old) || old.Definitions is not [{ Family: { } family }, ..]) continue;
            family.Retire();
            hub.EndWatches(family);
        }
    }

    private sealed record Served(string Uid, string Form, object Identity, IReadOnlyList<ResourceDefinition> Definitions);
}
