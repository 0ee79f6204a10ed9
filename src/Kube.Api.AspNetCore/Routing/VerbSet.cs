using Kube.Api.Catalog;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>A set of verbs as bits.</summary>
internal readonly struct VerbSet
{
    private static readonly string[] Order =
    [
        Kube.Api.Catalog.Verbs.Get, Kube.Api.Catalog.Verbs.List, Kube.Api.Catalog.Verbs.Watch, Kube.Api.Catalog.Verbs.Create,
        Kube.Api.Catalog.Verbs.Update, Kube.Api.Catalog.Verbs.Patch, Kube.Api.Catalog.Verbs.Delete, Kube.Api.Catalog.Verbs.DeleteCollection,
    ];

    private readonly int _bits;

    public VerbSet(IEnumerable<string> verbs)
    {
        foreach (var verb in verbs) _bits |= 1 << Array.IndexOf(Order, verb);
    }

    /// <summary>Whether objects have paths of their own.</summary>
    public bool HasItemPaths => Contains(Verbs.Get) || Contains(Verbs.Update) || Contains(Verbs.Patch) || Contains(Verbs.Delete);

    public bool Contains(string verb)
    {
        var index = Array.IndexOf(Order, verb);
        return index >= 0 && (_bits & (1 << index)) != 0;
    }
}
