using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;

namespace Kube.Controllers.Runtime;

/// <summary>The services that one controller sees: its own client, recorder, caches, queue and classes, and behind them the host's. Used by one thread, while
/// the controller is made.</summary>
internal sealed class ControllerServices(ControllerTerm term, ControllerParts parts, UserInfo? user, string eventComponent, IReconcileQueue? queue)
    : IServiceProvider, IAsyncDisposable
{
    private readonly Dictionary<Type, object> _own = [];
    private readonly RecordedCaches _caches = new(term.Caches);
    private IKubeClient? _client;
    private EventRecorder? _recorder;

    /// <summary>The caches that the controller asked for.</summary>
    public IReadOnlyList<ICacheProgress> Caches => _caches.Asked;

    public IKubeClient Client => _client ??= term.Client(user);

    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(IKubeClient)) return Client;
        if (serviceType == typeof(IEventRecorder)) return _recorder ??= term.Recorder(Client, eventComponent);
        if (serviceType == typeof(IResourceCaches)) return _caches;
        if (serviceType == typeof(IReconcileQueue)) return queue;
        if (parts.Caches.TryGetValue(serviceType, out var cache)) return cache(_caches);
        if (!parts.Own.TryGetValue(serviceType, out var make)) return term.Services.GetService(serviceType);
        if (!_own.TryGetValue(serviceType, out var own)) _own.Add(serviceType, own = make(this));
        return own;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var own in _own.Values)
        {
            if (own is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (own as IDisposable)?.Dispose();
        }

        if (_recorder is not null) await _recorder.DisposeAsync();
    }
}
