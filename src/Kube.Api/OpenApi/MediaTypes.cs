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

    public static readonly string[] Patches =
    [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml",
    ];
}
