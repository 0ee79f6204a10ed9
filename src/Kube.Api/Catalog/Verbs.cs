namespace Kube.Api.Catalog;

/// <summary>The verbs of requests to resources, as discovery, authorization and audit name them.</summary>
public static class Verbs
{
    /// <summary>Reads one object.</summary>
    public const string Get = "get";

    /// <summary>Reads a collection.</summary>
    public const string List = "list";

    /// <summary>Streams changes.</summary>
    public const string Watch = "watch";

    /// <summary>Makes an object.</summary>
    public const string Create = "create";

    /// <summary>Replaces an object.</summary>
    public const string Update = "update";

    /// <summary>Changes part of an object, by any of the four patch types.</summary>
    public const string Patch = "patch";

    /// <summary>Deletes one object.</summary>
    public const string Delete = "delete";

    /// <summary>Deletes the objects of a collection one by one.</summary>
    public const string DeleteCollection = "deletecollection";

    /// <summary>The eight verbs of an ordinary resource, in discovery's (alphabetical) order.</summary>
    public static IReadOnlyList<string> All { get; } = [Create, Delete, DeleteCollection, Get, List, Patch, Update, Watch];
}
