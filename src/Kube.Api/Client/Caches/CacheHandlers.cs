using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Caches;

/// <summary>The handlers of a cache, told one after the other. A handler that throws breaks its promise: it is logged, and the others are told.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
internal sealed partial class CacheHandlers<T>(string name, ILogger logger)
    where T : class
{
    private volatile ICacheHandler<T>[] _handlers = [];

    public void Add(ICacheHandler<T> handler, IEnumerable<T> present)
    {
        foreach (var obj in present) Tell(handler, null, obj, isInitial: true);
        _handlers = [.. _handlers, handler];
    }

    public void Remove(ICacheHandler<T> handler)
    {
        var place = Array.IndexOf(_handlers, handler);
        if (place >= 0) _handlers = [.. _handlers[..place], .. _handlers[(place + 1)..]];
    }

    public void Added(T obj, bool isInitial)
    {
        foreach (var handler in _handlers) Tell(handler, null, obj, isInitial);
    }

    public void Updated(T old, T current)
    {
        foreach (var handler in _handlers) Tell(handler, old, current, isInitial: false);
    }

    public void Deleted(T last)
    {
        foreach (var handler in _handlers) Tell(handler, last, null, isInitial: false);
    }

    private void Tell(ICacheHandler<T> handler, T? old, T? current, bool isInitial)
    {
        try
        {
            if (current is null) handler.Deleted(old!);
            else if (old is null) handler.Added(current, isInitial);
            else handler.Updated(old, current);
        }
        catch (Exception e)
        {
            HandlerThrew(e, name, handler.GetType());
        }
    }

    [LoggerMessage(2201, LogLevel.Error, "A handler of the cache {Cache} threw: {Handler}")]
    private partial void HandlerThrew(Exception exception, string cache, Type handler);
}
