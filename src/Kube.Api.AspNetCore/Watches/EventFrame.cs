using Kube.Api.Watch;

namespace Kube.Api.AspNetCore.Watches;

/// <summary>What stands around the object of a JSON watch frame.</summary>
internal static class EventFrame
{
    public static ReadOnlySpan<byte> End => "}\n"u8;

    public static ReadOnlySpan<byte> Start(WatchEventType type) => type switch
    {
        WatchEventType.Added => "{\"type\":\"ADDED\",\"object\":"u8,
        WatchEventType.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
        WatchEventType.Deleted => "{\"type\":\"DELETED\",\"object\":"u8,
        WatchEventType.Bookmark => "{\"type\":\"BOOKMARK\",\"object\":"u8,
        _ => "{\"type\":\"ERROR\",\"object\":"u8,
    };

    public static string Name(WatchEventType type) => type switch
    {
        WatchEventType.Added => "ADDED",
        WatchEventType.Modified => "MODIFIED",
        WatchEventType.Deleted => "DELETED",
        WatchEventType.Bookmark => "BOOKMARK",
        _ => "ERROR",
    };
}
