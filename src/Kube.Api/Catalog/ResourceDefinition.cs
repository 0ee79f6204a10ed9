using System.Collections.Frozen;
using System.Text;
using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Catalog;

/// <summary>One resource in one version: its names, what it can do, and its rules. Immutable; registered with <c>AddResource</c>.</summary>
/// <remarks>A resource served in several versions has one definition for each. One of them is stored, the others name it in <see cref="StoredAs"/> and bring
/// a <see cref="Conversion"/>; their strategy is that of the stored one.</remarks>
public sealed class ResourceDefinition
{
    private FrozenDictionary<string, SubresourceDefinition>? _subresourcesByName;

    /// <summary>Reads and writes the kind; also names its group, version and kind.</summary>
    public required ObjectCodec Codec { get; init; }

    /// <summary>The lower-case plural that stands in paths.</summary>
    public required string Plural { get; init; }

    /// <summary>Lives in a namespace. Default false: cluster-scoped.</summary>
    public bool Namespaced { get; init; }

    /// <summary>The rules of the stored version. Required unless <see cref="StoredAs"/> or <see cref="StoresNothing"/> is set.</summary>
    public ResourceStrategy? Strategy { get; init; }

    /// <summary>The singular name. Default: the kind in lower case.</summary>
    public string Singular { get => field ?? Kind.Kind.ToLowerInvariant(); init; }

    /// <summary>The kind of its lists. Default: the kind with <c>List</c> behind it.</summary>
    public string ListKind { get => field ?? Kind.Kind + "List"; init; }

    /// <summary>What a missing object is said to be one of. Default: the plural; <c>componentstatuses</c> alone are called otherwise.</summary>
    public string MissingName { get => field ?? Plural; init; }

    /// <summary>Short names, such as <c>po</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Categories, such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The verbs served, in discovery's (alphabetical) order. Default all eight.</summary>
    public IReadOnlyList<string> ServedVerbs { get; init; } = Verbs.All;

    /// <summary>The verbs that discovery names, when they are others than those served, as while a definition goes. Default: <see cref="ServedVerbs"/>.</summary>
    public IReadOnlyList<string> ListedVerbs { get => field ?? ServedVerbs; init; }

    /// <summary>The subresources, in discovery's (alphabetical) order.</summary>
    public IReadOnlyList<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>How it is shown as a Table. Default: name and creation time.</summary>
    public ResourceTable Table { get; init; } = DefaultTable.Instance;

    /// <summary>The fields that <c>fieldSelector</c> accepts beside name and namespace.</summary>
    public IReadOnlyList<SelectableField> SelectableFields { get; init; } = [];

    /// <summary>What is answered to a field selector that names another field, with <c>{0}</c> for its name; null: upstream's usual words.</summary>
    public string? UnknownFieldText { get; init; }

    /// <summary>The definition of the version that is stored; null when it is this one.</summary>
    public ResourceDefinition? StoredAs { get; init; }

    /// <summary>To the stored version and back; set exactly when <see cref="StoredAs"/> is.</summary>
    public ResourceConversion? Conversion { get; init; }

    /// <summary>Rules over the stored form for what comes through this version, as <c>events.k8s.io</c> has stricter ones; null: the stored version's.</summary>
    public ResourceStrategy? StoredRules { get; init; }

    /// <summary>Nothing is stored: a create runs the <see cref="IResourceAction"/> registered for the resource, as for <c>subjectaccessreviews</c>. Default false.</summary>
    public bool StoresNothing { get; init; }

    /// <summary>What every request to the resource is warned of, such as <c>v1 Endpoints is deprecated in v1.33+</c>; null: nothing.</summary>
    public string? DeprecationWarning { get; init; }

    /// <summary>Seconds after which an object vanishes from the store by itself, as events do; null: never.</summary>
    public int? TimeToLiveSeconds { get; init; }

    /// <summary>The part of the storage key between <c>/registry/</c> and the namespace: upstream's, so that etcd tools find what they know.
    /// Default: the plural; with its group before it when the group is not Kubernetes' own.</summary>
    public string StorageName
    {
        get => field ?? (IsKubernetesGroup(Kind.Group) ? Plural : $"{Kind.Group}/{Plural}");
        init;
    }

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind Kind => Codec.Kind;

    /// <summary>Group, version and plural.</summary>
    public GroupVersionResource Resource => new(Kind.Group, Kind.Version, Plural);

    /// <summary>Plural and group as messages have it: <c>pods</c>, <c>deployments.apps</c>.</summary>
    public string QualifiedName => field ??= Resource.Qualified;

    /// <summary>The definition whose form is stored: <see cref="StoredAs"/>, or this one.</summary>
    public ResourceDefinition Stored => StoredAs ?? this;

    /// <summary>Finds a subresource by its name.</summary>
    /// <returns>The subresource, or null when there is none.</returns>
    public SubresourceDefinition? FindSubresource(string name)
    {
        _subresourcesByName ??= Subresources.ToFrozenDictionary(subresource => subresource.Name);
        return _subresourcesByName.GetValueOrDefault(name);
    }

    /// <inheritdoc/>
    public override string ToString() => Resource.ToString();

    /// <summary>Its objects are data without a type of code, as custom resources are: strategic merge patches are not for them, and their lists look like maps.</summary>
    public bool IsUntyped => Family is not null;

    /// <summary>The versions that it is one of, when their form is data; null for kinds of code.</summary>
    internal VersionFamily? Family { get; init; }

    /// <summary>What events of the resource are known by, in every version of it.</summary>
    internal object FeedRoot => Family?.Identity ?? Stored;

    /// <summary>What every key of the resource starts with, up to the namespace or name, in UTF-8.</summary>
    internal byte[] KeyPrefix => field ??= Encoding.UTF8.GetBytes($"/registry/{Stored.StorageName}/");

    private static bool IsKubernetesGroup(string group) =>
        !group.Contains('.', StringComparison.Ordinal) || group.EndsWith(".k8s.io", StringComparison.Ordinal);
}
