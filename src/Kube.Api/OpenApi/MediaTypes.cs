namespace Kube.Api.OpenApi;

/// <summary>The lists of media types that operations take and give.</summary>
internal static class MediaTypes
{
    public static readonly string[] Anything = ["*/*"];

    public static readonly string[] Json = ["application/json"];

    public static readonly string[] Discovery = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    public static readonly string[] Objects = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    public static readonly string[] Streams =
    [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/json;stream=watch",
        "application/vnd.kubernetes.protobuf;stream=watch",
    ];

    /// <summary>Of custom resources, which have no protobuf form.</summary>
    public static readonly string[] UntypedObjects = ["application/json", "application/yaml"];

    /// <summary>The same, of lists and watches.</summary>
    public static readonly string[] UntypedStreams = ["application/json", "application/yaml", "application/json;stream=watch"];

    public static readonly string[] Patches =
    [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml",
    ];

    /// <summary>Of custom resources: kubectl takes its way of patching from here.</summary>
    public static readonly string[] UntypedPatches = ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];
}
