namespace Kube.Api.OpenApi;

/// <summary>A parameter of the path or the query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">OpenAPI type: <c>string</c>, <c>boolean</c> or <c>integer</c>.</param>
/// <param name="Fact">What it is for, in a line.</param>
internal sealed record OpenApiParameter(string Name, string Type, string Fact)
{
    private static readonly OpenApiParameter s_resourceVersion = new("resourceVersion", "string", "The oldest revision to read, or the one to watch from.");
    private static readonly OpenApiParameter s_dryRun = new("dryRun", "string", "All: do everything but store.");
    private static readonly OpenApiParameter s_fieldManager = new("fieldManager", "string", "Who writes; up to 128 printable characters.");
    private static readonly OpenApiParameter s_fieldValidation = new("fieldValidation", "string", "Unknown and duplicate fields: Ignore, Warn or Strict.");
    private static readonly OpenApiParameter s_grace = new("gracePeriodSeconds", "integer", "Seconds until it is gone; 0 at once.");
    private static readonly OpenApiParameter s_unreadable =
        new("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean", "Deletes what cannot be read.");
    private static readonly OpenApiParameter s_orphan = new("orphanDependents", "boolean", "Replaced by propagationPolicy.");
    private static readonly OpenApiParameter s_propagation = new("propagationPolicy", "string", "Orphan, Background or Foreground.");

    private static readonly OpenApiParameter s_container = new("container", "string", "Which container; may be left out when there is one.");
    private static readonly OpenApiParameter[] s_streams =
    [
        new("stderr", "boolean", "Sends standard error."),
        new("stdin", "boolean", "Takes standard input."),
        new("stdout", "boolean", "Sends standard output."),
        new("tty", "boolean", "Through a terminal."),
    ];

    /// <summary>In the path, and so required.</summary>
    public bool InPath { get; init; }

    public static OpenApiParameter InPathNamed(string name, string fact) => new(name, "string", fact) { InPath = true };

    public static OpenApiParameter Namespace { get; } = InPathNamed("namespace", "The namespace.");

    public static OpenApiParameter Path { get; } = InPathNamed("path", "The rest of the path.");

    public static OpenApiParameter Pretty { get; } = new("pretty", "string", "true: the answer is indented.");

    public static IReadOnlyList<OpenApiParameter> Listing { get; } =
    [
        new("allowWatchBookmarks", "boolean", "A watch may send bookmarks."),
        new("continue", "string", "Where the list before ended."),
        new("fieldSelector", "string", "Restricts by fields."),
        new("labelSelector", "string", "Restricts by labels."),
        new("limit", "integer", "The most items in one answer."),
        s_resourceVersion,
        new("resourceVersionMatch", "string", "NotOlderThan or Exact."),
        new("sendInitialEvents", "boolean", "A watch begins with what exists."),
        new("timeoutSeconds", "integer", "When a watch or list ends."),
        new("watch", "boolean", "Streams changes."),
    ];

    public static IReadOnlyList<OpenApiParameter> Writing { get; } = [s_dryRun, s_fieldManager, s_fieldValidation];

    public static IReadOnlyList<OpenApiParameter> Patching { get; } =
        [s_dryRun, s_fieldManager, s_fieldValidation, new("force", "boolean", "Apply takes fields that others own.")];

    public static IReadOnlyList<OpenApiParameter> Deleting { get; } = [s_dryRun, s_grace, s_unreadable, s_orphan, s_propagation];

    /// <summary>What the streams and the log of a pod, and proxying, take in their query; by subresource.</summary>
    public static IReadOnlyList<OpenApiParameter> OfConnection(string subresource) => subresource switch
    {
        "attach" => [s_container, .. s_streams],
        "exec" => [new("command", "string", "The program and its arguments, one by one."), s_container, .. s_streams],
        "portforward" => [new("ports", "integer", "The ports, one by one.")],
        "proxy" => [new("path", "string", "The path at the server behind.")],
        "log" =>
        [
            s_container,
            new("follow", "boolean", "Goes on as lines are written."),
            new("insecureSkipTLSVerifyBackend", "boolean", "Does not check the node's certificate."),
            new("limitBytes", "integer", "The most bytes."),
            new("previous", "boolean", "Of the container that ran before."),
            new("sinceSeconds", "integer", "Only lines this young."),
            new("stream", "string", "All, Stdout or Stderr."),
            new("tailLines", "integer", "Only the last lines."),
            new("timestamps", "boolean", "Begins each line with its time."),
        ],
        _ => [],
    };

    public static IReadOnlyList<OpenApiParameter> DeletingMany { get; } =
        [.. Deleting.Concat(Listing.Where(parameter => parameter.Name is not ("allowWatchBookmarks" or "watch"))).OrderBy(p => p.Name, StringComparer.Ordinal)];
}
