using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Node.EnvironmentVariables;

/// <summary>
/// One object that pods refer to, followed by a watch of its own: a node may see the objects of its pods and no others. One that says it is immutable is read once
/// (upstream's <c>pkg/kubelet/util/manager</c>).
/// </summary>
internal sealed class WatchedObject<T>(IResourceClient<T> client, ObjectKey key, Func<T, bool> isImmutable, Action<ObjectKey> changed, TimeProvider time) : IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private volatile T? _object;
    private volatile bool _isFollowed;

    public DateTimeOffset UsedAt { get; set; } = time.GetUtcNow();

    /// <summary>The loop that follows it; set by whoever starts it.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>The object as it is now: from the watch when there is one, else asked for. What was seen last, while the server is away.</summary>
    public async ValueTask<T?> GetAsync(CancellationToken cancellationToken)
    {
        UsedAt = time.GetUtcNow();
        if (_isFollowed) return _object;
        try
        {
            return Answered(await client.GetAsync(key, cancellationToken));
        }
        catch (NotFoundException)
        {
            return Answered(null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException && _object is not null)
        {
            return _object;
        }
    }

    /// <summary>Follows it until it is immutable or nobody wants it any more.</summary>
    public async Task RunAsync()
    {
        var retry = s_firstRetry;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(_end.Token);
                if (_object is { } last && isImmutable(last)) return;
                retry = s_firstRetry;
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is ApiException or IOException or HttpRequestException or OperationCanceledException)
            {
                // Until the watch is back, whoever asks is answered by the server.
                _isFollowed = false;
                await DelayAsync(retry);
                retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
            }
        }
    }

    public void End() => _end.Cancel();

    public void Dispose() => _end.Dispose();

    private async ValueTask FollowAsync(CancellationToken cancellationToken)
    {
        var only = new ListOptions { FieldSelector = $"metadata.name={key.Name}" };
        var list = await client.ListAsync(key.Namespace, only, cancellationToken);
        Set(list.Items is [var first, ..] ? first : null);
        if (_object is { } there && isImmutable(there)) return;
        await foreach (var change in client.WatchAsync(key.Namespace, only with { ResourceVersion = list.ResourceVersion }, cancellationToken))
        {
            Set(change.Type == WatchEventType.Deleted ? null : change.Object);
            if (_object is { } now && isImmutable(now)) return;
        }
    }

    /// <summary>By the loop: from now on it alone says what the object is.</summary>
    private void Set(T? current)
    {
        T? before;
        lock (_gate)
        {
            (before, _object) = (_object, current);
            _isFollowed = true;
        }

        if (before?.Metadata.ResourceVersion != current?.Metadata.ResourceVersion) changed(key);
    }

    /// <summary>By whoever asked the server. When the watch has begun since, the answer may be of before what it has told, and nothing would ever put that right: it is not kept.</summary>
    private T? Answered(T? answer)
    {
        lock (_gate)
        {
            if (!_isFollowed) _object = answer;
            return _object ?? answer;
        }
    }

    private async ValueTask DelayAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, time, _end.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
