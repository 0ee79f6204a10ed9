using System.Runtime.CompilerServices;
using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Objects;

namespace Kube.Api.Watch;

/// <summary>The empty objects that bookmarks carry: kind, apiVersion and a resourceVersion, and once the mark of the initial events' end.</summary>
internal static class WatchBookmark
{
    private static readonly ConditionalWeakTable<ResourceDefinition, Pair> s_byResource = [];

    public static ServedObject Of(ResourceDefinition resource, bool endsInitialEvents)
    {
        var pair = s_byResource.GetValue(resource, static known => new(Make(known, false), Make(known, true)));
        return endsInitialEvents ? pair.Marked : pair.Plain;
    }

    private static ServedObject Make(ResourceDefinition resource, bool marked)
    {
        // Through the kind's own codec: upstream sends a zero object with all that is never left out of it, such as spec and status.
        var annotations = marked ? "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        var json = $"{{\"kind\":\"{resource.Kind.Kind}\",\"apiVersion\":\"{resource.Kind.ApiVersion}\",\"metadata\":{{{annotations}}}}}";
        return ServedObject.Encode(resource.Codec, resource, resource.Codec.Decode(Encoding.UTF8.GetBytes(json), null));
    }

    private sealed record Pair(ServedObject Plain, ServedObject Marked);
}
