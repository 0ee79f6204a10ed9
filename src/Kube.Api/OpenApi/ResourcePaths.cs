using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Schema;

namespace Kube.Api.OpenApi;

/// <summary>The paths and operations of one resource and its subresources.</summary>
internal sealed class ResourcePaths(string root, ResourceDefinition definition)
{
    // The ways in which a connection to a container or a proxied server may be asked for.
    private static readonly string[] s_proxyMethods = ["delete", "get", "head", "options", "patch", "post", "put"];

    private readonly GroupVersionKind _kind = definition.Kind;
    private readonly string _tag = OperationNames.Tag(definition.Kind.Group, definition.Kind.Version);
    private readonly string _scope = definition.Namespaced ? "Namespaced" : "";
    private readonly string _prefix = OperationNames.Group(definition.Kind.Group) + OperationNames.Capital(definition.Kind.Version);
    private readonly TypeSchema _schema = definition.Codec.Schema;

    private string Collection => definition.Namespaced ? $"{root}/namespaces/{{namespace}}/{definition.Plural}" : $"{root}/{definition.Plural}";

    private IReadOnlyList<OpenApiParameter> CollectionParameters => definition.Namespaced ? [OpenApiParameter.Namespace] : [];

    private IReadOnlyList<OpenApiParameter> ItemParameters =>
        [OpenApiParameter.InPathNamed("name", $"Name of the {_kind.Kind}."), .. CollectionParameters];

    public IEnumerable<OpenApiPath> All()
    {
        var collection = CollectionOperations().ToArray();
        if (collection.Length > 0) yield return new OpenApiPath(Collection, CollectionParameters, collection);
        var item = ItemOperations().ToArray();
        if (item.Length > 0) yield return new OpenApiPath(Collection + "/{name}", ItemParameters, item);
        if (definition.Namespaced && Serves(Verbs.List))
        {
            yield return new OpenApiPath($"{root}/{definition.Plural}", [],
                [Listing($"list{_prefix}{_kind.Kind}ForAllNamespaces", "list", WellKnownSchemas.ListOf(definition.Codec))]);
        }
        foreach (var path in WatchPaths()) yield return path;
        foreach (var subresource in definition.Subresources)
        {
            var operations = SubresourceOperations(subresource, withPath: false).ToArray();
            if (operations.Length == 0) continue;
            var path = $"{Collection}/{{name}}/{subresource.Name}";
            yield return new OpenApiPath(path, ItemParameters, operations);
            if (subresource.Name == "proxy")
                yield return new OpenApiPath(path + "/{path}", [.. ItemParameters, OpenApiParameter.Path], [.. SubresourceOperations(subresource, withPath: true)]);
        }
    }

    private bool Serves(string verb) => definition.ServedVerbs.Contains(verb);

    private IEnumerable<OpenApiOperation> CollectionOperations()
    {
        if (Serves(Verbs.DeleteCollection))
        {
            yield return Operation("delete", $"delete{_prefix}Collection{_scope}{_kind.Kind}", "deletecollection") with
            {
                Parameters = OpenApiParameter.DeletingMany,
                Body = WellKnownSchemas.DeleteOptions,
                Answer = WellKnownSchemas.Status,
                Description = $"Deletes every selected {_kind.Kind}.",
            };
        }
        if (Serves(Verbs.List)) yield return Listing($"list{_prefix}{_scope}{_kind.Kind}", "list", WellKnownSchemas.ListOf(definition.Codec));
        if (Serves(Verbs.Create)) yield return Create($"create{_prefix}{_scope}{_kind.Kind}", _schema, _kind);
    }

    private IEnumerable<OpenApiOperation> ItemOperations()
    {
        var name = _scope + _kind.Kind;
        if (Serves(Verbs.Delete))
        {
            yield return Operation("delete", $"delete{_prefix}{name}", "delete") with
            {
                Parameters = OpenApiParameter.Deleting,
                Body = WellKnownSchemas.DeleteOptions,
                Answer = WellKnownSchemas.Status,
                SuccessCodes = ["200", "202"],
                Description = $"Deletes the {_kind.Kind}.",
            };
        }
        if (Serves(Verbs.Get)) yield return Read(name, _schema, _kind);
        if (Serves(Verbs.Patch)) yield return Patch(name, _schema, _kind);
        if (Serves(Verbs.Update)) yield return Replace(name, _schema, _kind);
    }

    private IEnumerable<OpenApiPath> WatchPaths()
    {
        if (!Serves(Verbs.Watch)) yield break;
        var (watchRoot, answer) = ($"{root}/watch", WellKnownSchemas.Of("WatchEvent"));
        var collection = watchRoot + Collection[root.Length..];
        yield return new OpenApiPath(collection, CollectionParameters, [Listing($"watch{_prefix}{_scope}{_kind.Kind}List", "watchlist", answer)]);
        if (Serves(Verbs.Get))
            yield return new OpenApiPath(collection + "/{name}", ItemParameters, [Listing($"watch{_prefix}{_scope}{_kind.Kind}", "watch", answer)]);
        if (definition.Namespaced)
            yield return new OpenApiPath($"{watchRoot}/{definition.Plural}", [], [Listing($"watch{_prefix}{_kind.Kind}ListForAllNamespaces", "watchlist", answer)]);
    }

    private IEnumerable<OpenApiOperation> SubresourceOperations(SubresourceDefinition subresource, bool withPath)
    {
        var name = _scope + _kind.Kind + OperationNames.Capital(subresource.Name) + (withPath ? "WithPath" : "");
        if (subresource.Codec is null && subresource.ListedKind is { } listed && listed != _kind.Kind)
        {
            var methods = subresource.Name == "proxy" ? s_proxyMethods : ["get", "post"];
            foreach (var method in methods)
            {
                yield return Operation(method, $"connect{_prefix}{OperationNames.Capital(method)}{name}", "connect") with
                {
                    Kind = _kind with { Kind = listed },
                    Produces = MediaTypes.Anything,
                    Answer = TypeSchema.String,
                    Parameters = OpenApiParameter.OfConnection(subresource.Name),
                    Description = $"Connects to {subresource.Name} of the {_kind.Kind}.",
                };
            }
            yield break;
        }
        var (schema, kind) = (subresource.Codec?.Schema ?? _schema, subresource.Codec?.Kind ?? _kind);
        if (subresource.Name == "log") schema = TypeSchema.String;
        if (subresource.Verbs.Contains(Verbs.Get))
            yield return Read(name, schema, kind) with { Parameters = OpenApiParameter.OfConnection(subresource.Name) };
        if (subresource.Verbs.Contains(Verbs.Patch)) yield return Patch(name, schema, kind);
        if (subresource.Verbs.Contains(Verbs.Create)) yield return Create($"create{_prefix}{name}", schema, kind);
        if (subresource.Verbs.Contains(Verbs.Update)) yield return Replace(name, schema, kind);
    }

    private OpenApiOperation Operation(string method, string id, string action) =>
        new(method, id, _tag) { Action = action, Kind = _kind, Produces = definition.IsUntyped ? MediaTypes.UntypedObjects : MediaTypes.Objects };

    private OpenApiOperation Listing(string id, string action, TypeSchema answer) => Operation("get", id, action) with
    {
        Parameters = OpenApiParameter.Listing,
        Produces = definition.IsUntyped ? MediaTypes.UntypedStreams : MediaTypes.Streams,
        Answer = answer,
        Description = $"Lists or watches {_kind.Kind}.",
    };

    private OpenApiOperation Create(string id, TypeSchema schema, GroupVersionKind kind) => Operation("post", id, "post") with
    {
        Kind = kind,
        Parameters = OpenApiParameter.Writing,
        Body = schema,
        BodyRequired = true,
        Answer = schema,
        SuccessCodes = ["200", "201", "202"],
        Description = $"Creates {kind.Kind}.",
    };

    private OpenApiOperation Read(string name, TypeSchema schema, GroupVersionKind kind) => Operation("get", $"read{_prefix}{name}", "get") with
    {
        Kind = kind,
        Answer = schema,
        Description = $"Reads {kind.Kind}.",
    };

    private OpenApiOperation Replace(string name, TypeSchema schema, GroupVersionKind kind) => Operation("put", $"replace{_prefix}{name}", "put") with
    {
        Kind = kind,
        Parameters = OpenApiParameter.Writing,
        Body = schema,
        BodyRequired = true,
        Answer = schema,
        SuccessCodes = ["200", "201"],
        Description = $"Replaces {kind.Kind}.",
    };

    private OpenApiOperation Patch(string name, TypeSchema schema, GroupVersionKind kind) => Operation("patch", $"patch{_prefix}{name}", "patch") with
    {
        Kind = kind,
        Parameters = OpenApiParameter.Patching,
        Body = WellKnownSchemas.Patch,
        BodyRequired = true,
        Consumes = definition.IsUntyped ? MediaTypes.UntypedPatches : MediaTypes.Patches,
        Answer = schema,
        SuccessCodes = ["200", "201"],
        Description = $"Changes part of {kind.Kind}.",
    };
}
