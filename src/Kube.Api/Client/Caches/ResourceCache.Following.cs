using Kube.Api.Errors;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Caches;

/// <summary>The loop: list, watch, and again. A watch goes on from where it was after any failure; only an expired place makes it list again.</summary>
internal sealed partial class ResourceCache<T>
{
    private const int PartSize = 500;

    private readonly KeyValuePair<string, object?> _tag = new("name", name);
    private bool _streamsLists = true;
    private string _position = "";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await FollowAsync(cancellationToken);
                if (!cancellationToken.IsCancellationRequested) await backoff.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end that was asked for.
        }
        finally
        {
            _revisions.End(new ObjectDisposedException($"the cache of {name}"));
        }
    }

    /// <summary>One attempt: ends with what went wrong, known and counted.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_position.Length > 0) await WatchAsync(cancellationToken);
            else if (_streamsLists) await StreamAsync(cancellationToken);
            else await ListAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ExpiredException e)
        {
            Expired(e, name, _position);
            CacheMeter.Failures.Add(1, _tag);
            _position = "";
        }
        catch (Exception e) when (_position.Length == 0 && _streamsLists && e is InvalidException or BadRequestException)
        {
            // A server that does not know streaming lists; it is asked the old way at once.
            _streamsLists = false;
            await FollowAsync(cancellationToken);
        }
        catch (Exception e)
        {
            Failed(e, name);
            CacheMeter.Failures.Add(1, _tag);
            if (e is ResourceNotServedException or NotFoundException) _position = "";
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        CacheMeter.Lists.Add(1, _tag);
        var options = new ListOptions { FieldSelector = scope.FieldSelector, LabelSelector = scope.LabelSelector, Limit = PartSize };
        var objects = new List<T>();
        while (true)
        {
            var part = await reads.ListAsync(scope.Namespace, options, cancellationToken);
            objects.AddRange(part.Items);
            if (part.Continue.Length == 0)
            {
                Listed(objects, part.ResourceVersion);
                break;
            }

            options = options with { Continue = part.Continue };
        }

        await WatchAsync(cancellationToken);
    }

    /// <summary>A list as the beginning of the watch: nothing is held twice, and in process the objects are shared with every other cache.</summary>
    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        CacheMeter.Lists.Add(1, _tag);
        CacheMeter.Watches.Add(1, _tag);
        var options = new ListOptions
        {
            FieldSelector = scope.FieldSelector,
            LabelSelector = scope.LabelSelector,
            ResourceVersionMatch = "NotOlderThan",
            SendInitialEvents = true,
            AllowWatchBookmarks = true,
        };
        List<T>? objects = [];
        await foreach (var change in reads.WatchAsync(scope.Namespace, options, cancellationToken))
        {
            if (objects is null)
            {
                Take(change);
            }
            else if (change.EndsInitialEvents)
            {
                Listed(objects, change.ResourceVersion);
                objects = null;
            }
            else if (change.Type == WatchEventType.Added)
            {
                objects.Add(change.Object);
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        CacheMeter.Watches.Add(1, _tag);
        var options = new ListOptions
        {
            FieldSelector = scope.FieldSelector,
            LabelSelector = scope.LabelSelector,
            ResourceVersion = _position,
            AllowWatchBookmarks = true,
        };
        await foreach (var change in reads.WatchAsync(scope.Namespace, options, cancellationToken)) Take(change);
    }

    private void Listed(List<T> objects, string revision)
    {
        CacheMeter.ItemsPerList.Record(objects.Count, _tag);
        Replace(objects, revision);
        _position = revision;
    }

    private void Take(ResourceEvent<T> change)
    {
        switch (change.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                CacheMeter.Events.Add(1, _tag);
                Set(change.Object, isInitial: false);
                break;
            case WatchEventType.Deleted:
                CacheMeter.Events.Add(1, _tag);
                Remove(CachedObjects.KeyOf(change.Object), change.Object);
                break;
        }

        _position = change.ResourceVersion;
        _revisions.Reached(change.ResourceVersion);
    }

    [LoggerMessage(2202, LogLevel.Warning, "The cache of {Cache} could not list or watch; it tries again")]
    private partial void Failed(Exception exception, string cache);

    [LoggerMessage(2203, LogLevel.Information, "The cache of {Cache} lists again: its place {Revision} is too old")]
    private partial void Expired(Exception exception, string cache, string revision);
}
