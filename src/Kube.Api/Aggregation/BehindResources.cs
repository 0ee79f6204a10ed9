using Kube.Api.Catalog;
using Kube.Api.Client.Discovery;
using Kube.Api.Tree;

namespace Kube.Api.Aggregation;

/// <summary>Reads a server's own list of its resources (<c>APIResourceList</c>).</summary>
internal static class BehindResources
{
    /// <param name="api">Whose.</param>
    /// <param name="isPreferred">Whether this is the version that a client should take of a resource.</param>
    public static List<ServedResource> Read(AggregatedApi api, Func<GroupVersionResource, bool> isPreferred)
    {
        var read = new List<ServedResource>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in (api.Resources?.GetArray("resources"u8) ?? TreeArray.Empty).Items)
        {
            if (node is not TreeObject theirs || theirs.GetString("name"u8) is not { } name || name.Contains('/', StringComparison.Ordinal) || !seen.Add(name)) continue;
            var resource = new GroupVersionResource(api.Group, api.Version, name);
            read.Add(new(resource, theirs.GetString("kind"u8) ?? "", theirs["namespaced"u8] is TreeBool { Value: true }, Verbs(theirs), isPreferred(resource)));
        }

        return read;
    }

    private static List<string> Verbs(TreeObject resource)
    {
        var verbs = new List<string>();
        foreach (var verb in (resource.GetArray("verbs"u8) ?? TreeArray.Empty).Items)
            if (verb is TreeString text) verbs.Add(text.Value);
        return verbs;
    }
}
